/** Milliseconds between two looks, and looks: views come a moment after the page, and their boxes are restored then. */
const pause = 100;
const looks = 100;

/**
 * Reads what the browser brings back (by Back, or after a crash) like what is typed: it sets the text of a box without a
 * word to scripts.
 */
export function readRestoredText(): void {
  addEventListener('pageshow', () => void readOnceThere());
}

async function readOnceThere(): Promise<void> {
  for (let look = 0; look < looks; look++) {
    const boxes = document.querySelectorAll('textarea');
    // The boxes are restored after the event in some browsers.
    await new Promise((later) => setTimeout(later, boxes.length > 0 ? 0 : pause));
    for (const box of boxes) {
      if (box.value !== '') box.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (boxes.length > 0) return;
  }
}
