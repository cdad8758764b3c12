import { count, grouped } from '../shared/format';
import type { Classification } from '../../workers/api';

/** How long a text is in the model's terms, and how much of it the model reads. */
export function lengthNote({ words, marks, tokens, seenTokens, windows }: Classification): string {
  const length = `${count(words - marks, 'word', 'words')} · ${count(tokens, 'token', 'tokens')}`;
  if (seenTokens < tokens) return `${length}, of which the model reads the first ${grouped(seenTokens)}`;
  return windows > 1 ? `${length}, read in ${count(windows, 'window', 'windows')}` : length;
}
