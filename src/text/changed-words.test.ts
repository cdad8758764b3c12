import { describe, expect, it } from 'vitest';
import { changedWords } from './changed-words';

describe('changedWords', () => {
  const changed = (before: string, after: string) =>
    changedWords(before, after).map((pieces) =>
      pieces.filter(({ changed }) => changed).map(({ text }) => text.trim()),
    );

  it('marks what was struck out, and what took another’s place', () => {
    expect(changed('I love this phone.', 'I this phone.')).toEqual([['love'], []]);
    expect(changed('I love this phone.', 'I hate this phone.')).toEqual([['love'], ['hate']]);
    expect(changed('a b c d e', 'a x c e')).toEqual([['b', 'd'], ['x']]);
    expect(changed('same', 'same')).toEqual([[], []]);
    expect(changed('all of it', '')).toEqual([['all of it'], []]);
  });

  it('loses no character of either text', () => {
    const [before, after] = ['  Two  spaces\nand a line ', 'Two and\n another  line'];
    const joined = changedWords(before, after).map((pieces) => pieces.map(({ text }) => text).join(''));
    expect(joined).toEqual([before, after]);
  });

  it('takes all between the first and the last change for one where looking would take long', () => {
    const words = (name: string) => Array.from({ length: 1100 }, (_, at) => `${name}${at}`).join(' ');
    const text = (name: string) => `start ${words(name)} middle ${words(name)} end`;
    const [[, one], [, other]] = changedWords(text('a'), text('b'));
    expect([one?.changed, other?.changed]).toEqual([true, true]);
    expect(one?.text).toContain('middle');
  });
});
