/** Gives an element the focus where what had it is gone: whoever works by the keyboard goes on from there. */
export function takeLostFocus(element: HTMLElement): () => void {
  const frame = requestAnimationFrame(() => {
    if (document.activeElement === document.body) element.focus({ preventScroll: true });
  });
  return () => cancelAnimationFrame(frame);
}
