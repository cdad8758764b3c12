/** Characters of a cell that the page is given: more than a line of the table holds. */
export const SHOWN = 300;

/** The beginning of a text, as much as a line of the table holds unless less is asked for. */
export function cut(text: string, most = SHOWN): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
