import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../core/report/testing';
import { linkedText, linkTo, type LinkedText } from './link';

const page = 'https://host/folder/?model=models/other#/text';

describe('a link', () => {
  it.each([...hostileTexts, 'a+b & c=d # ? %20', 'two\nlines', '😀'])('brings back %j', (text) => {
    // A lone half of a character cannot stand in an address.
    const whole = text.replace(/\p{Cs}/gu, '\ufffd');
    const linked: LinkedText = { text: whole, struck: [{ start: 0, end: 1 }], className: 'positive' };
    const link = linkTo(page, { ...linked, text });
    expect(linkedText(new URL(link).hash)).toEqual(linked);
  });

  it('keeps page and model, and has the text in the fragment alone', () => {
    const url = new URL(linkTo(page, { text: 'secret', struck: [], className: null }));
    expect(`${url.origin}${url.pathname}${url.search}`).toBe('https://host/folder/?model=models/other');
    expect(url.hash).toBe('#/text?text=secret');
  });

  it.each([
    '',
    '#/text',
    '#/text?',
    '#/text?text=',
    '#/text?text=%20',
    '#/about?text=a',
    `#/text?text=${'a'.repeat(200_001)}`,
  ])('is none where there is no text that could be shown (%#)', (hash) => {
    expect(linkedText(hash)).toBeNull();
  });

  it('leaves out places that the text does not have', () => {
    const struckOf = (struck: string) => linkedText(`#/text?text=abcdef&struck=${struck}`)?.struck;
    expect(struckOf('4-5,0-2')).toEqual([
      { start: 0, end: 2 },
      { start: 4, end: 5 },
    ]);
    for (const wrong of ['2-2', '3-1', '0-7', '-1-2', 'x', '1', '1-2-3']) expect(struckOf(wrong)).toEqual([]);
    expect(struckOf('0-3,2-4')).toEqual([{ start: 0, end: 3 }]);
  });
});
