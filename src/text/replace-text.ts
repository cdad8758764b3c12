/** Above these the browser's editing commands take seconds: their time grows with the square of the lines. */
const quickLines = 100;
const quickCharacters = 50_000;

/**
 * Puts a text in the place of a box's as typing would, so that the browser's own Undo (Ctrl+Z, its menu, a shake) takes it
 * back. The focus stays where it is.
 *
 * @returns false, and does nothing, where the browser cannot do that, or not quickly
 */
export function replaceText(box: HTMLTextAreaElement, text: string): boolean {
  const isQuick = [box.value, text].every(
    (one) => one.length <= quickCharacters && one.split('\n').length <= quickLines,
  );
  if (!isQuick) return false;
  const focused = document.activeElement;
  box.focus({ preventScroll: true });
  box.select();
  // Deprecated, and the one way for a script's change into the browser's undo history.
  const done = document.execCommand('insertText', false, text);
  if (focused instanceof HTMLElement && focused !== document.body) focused.focus({ preventScroll: true });
  else box.blur();
  return done;
}
