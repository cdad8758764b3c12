import { describe, expect, it } from 'vitest';
import { allEmoji, withEmojiNames } from './emoji';

describe('allEmoji', () => {
  it('has faces, hearts and flags by their names', () => {
    const names = new Map(allEmoji().map(({ character, name }) => [character, name]));
    expect(names.get('😂')).toBe('face with tears of joy');
    expect(names.get('❤')).toBe('red heart');
    expect(names.get('🇫🇷')).toBe('flag France');
    expect([...names.keys()].every((emoji) => [...emoji].length <= 2)).toBe(true);
  });
});

describe('withEmojiNames', () => {
  it('reads emoji out', () => {
    expect(withEmojiNames('great😂😂 ok')).toBe('great face with tears of joy  face with tears of joy  ok');
    expect(withEmojiNames('🇫🇷')).toBe(' flag France ');
  });

  it('is null where there is none', () => {
    expect(withEmojiNames('no emoji :-) © 2020')).toBeNull();
  });
});
