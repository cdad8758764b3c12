import { visibleText } from '../../core/text/visible';

/** A column in words: its name, what nobody sees in it named, or its number where it has none. */
export function columnTitle(name: string | undefined, index: number): string {
  return visibleText(name ?? '') || `column ${index + 1}, without a name`;
}
