/** Characters of a cell that the page is given: more than a line of the table holds. */
export const SHOWN = 300;

/** The beginning of a text, as much as a line of the table holds. */
export function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
