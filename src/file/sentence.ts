/** A part of a sentence as a sentence: readers of rows tell what is wrong without a capital and a full stop. */
export function sentence(message: string): string {
  const text = message.trim();
  return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
