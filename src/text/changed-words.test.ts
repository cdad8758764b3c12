import { describe, expect, it } from 'vitest';
import { aroundChanges, changedWords } from './changed-words';

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

  it.each([
    ['in the middle', 100],
    ['at the start', 0],
    ['at the end', 199],
  ])('keeps of a long text what stands around a change: a word struck out %s', (_, at) => {
    const words = Array.from({ length: 200 }, (_, at) => `w${at}`);
    const [before, after] = changedWords(
      words.join(' '),
      words.filter((_, word) => word !== at).join(' '),
    ).map((side) =>
      aroundChanges(side)
        .map(({ text }) => text)
        .join(''),
    );
    const near = words.slice(Math.max(0, at - 10), at + 11);
    expect(before!.match(/w\d+/g)).toEqual(near);
    expect(after!.match(/w\d+/g)).toEqual(near.filter((word) => word !== `w${at}`));
    expect([before, after].every((text) => text!.includes('…'))).toBe(true);
  });

  it('keeps short texts whole', () => {
    const [before] = changedWords('I love this phone.', 'I hate this phone.');
    expect(aroundChanges(before)).toEqual(before);
  });
});
