/** Characters without a space from which a browser takes its time to set them with kerning. */
const longest = 1000;

const run = new RegExp(`\\S{${longest}}`);

/**
 * Whether a text has a run without a space that is longer than any word. It is then set without kerning, which froze the
 * page for seconds.
 */
export function hasLongRun(text: string): boolean {
  return text.length >= longest && run.test(text);
}
