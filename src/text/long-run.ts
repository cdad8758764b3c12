/** Characters without a space from which a browser that looks for places to break a line takes its time. */
const longest = 1000;

const run = new RegExp(`\\S{${longest}}`);

/**
 * Whether a text has a run without a space that is longer than any word. Its lines may then break anywhere: to look for a
 * better place froze the page for seconds.
 */
export function hasLongRun(text: string): boolean {
  return text.length >= longest && run.test(text);
}
