/**
 * Reads what the browser brings back (by Back, or after a crash) like what is typed: it sets the text of a box without a
 * word to scripts.
 */
export function readRestoredText(): void {
  addEventListener('pageshow', () => {
    // The boxes are restored after this event in some browsers.
    setTimeout(() => {
      for (const box of document.querySelectorAll('textarea')) {
        if (box.value !== '') box.dispatchEvent(new Event('input', { bubbles: true }));
      }
    });
  });
}
