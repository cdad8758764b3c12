import type { Span } from '../../core/text/types';
import { maxCharacters } from './read-text-file';

/** What a link carries: a text, what is struck out of it, and the class that is asked about. */
export interface LinkedText {
  readonly text: string;
  readonly struck: readonly Span[];
  /** By name; null: the one that the model predicts. */
  readonly className: string | null;
}

/** Where the carried part of an address begins: behind the view's own hash. Browsers never send it. */
const mark = '#/text?';

/** @param page the page's address; its own hash gives way */
export function linkTo(page: string, { text, struck, className }: LinkedText): string {
  const carried = new URLSearchParams({ text });
  if (className !== null) carried.set('class', className);
  if (struck.length > 0) carried.set('struck', struck.map(({ start, end }) => `${start}-${end}`).join());
  const url = new URL(page);
  url.hash = '';
  return `${url.href.replace(/#$/, '')}${mark}${carried}`;
}

/** What the hash of an address carries; null where that is nothing that could be shown. */
export function linkedText(hash: string): LinkedText | null {
  if (!hash.startsWith(mark)) return null;
  const carried = new URLSearchParams(hash.slice(mark.length));
  const text = carried.get('text');
  if (text === null || text.trim() === '' || text.length > maxCharacters) return null;
  const spans = (carried.get('struck') ?? '').split(',').flatMap((pair): Span[] => {
    const [, start, end] = /^(\d{1,6})-(\d{1,6})$/.exec(pair) ?? [];
    const span = { start: Number(start), end: Number(end) };
    return span.start < span.end && span.end <= text.length ? [span] : [];
  });
  const struck = spans
    .sort((a, b) => a.start - b.start)
    .filter(({ start }, at, all) => at === 0 || start >= all[at - 1]!.end);
  return { text, struck, className: carried.get('class') };
}
