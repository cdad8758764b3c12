/** A column in words: its name, or its number where it has none. */
export function columnTitle(name: string | undefined, index: number): string {
  return name || `column ${index + 1}, without a name`;
}
