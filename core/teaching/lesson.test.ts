import { expect, it } from 'vitest';
import { makeLesson } from './lesson';
import { usualSettings } from './plan';
import { gatherTexts } from './texts';

const settings = { scope: 'all', ...usualSettings.all, seed: 3 } as const;
const given = Array.from({ length: 330 }, (_, at) => ({
  text: `text ${at}`,
  label: at < 30 ? at % 3 : null,
}));

it('is every label once, learnt from or held out, and some texts without one', () => {
  const { texts } = gatherTexts([], given);
  const { lesson, heldOut } = makeLesson(texts, settings, ['neutral']);
  expect([lesson.taught.length, lesson.heldOut.length, lesson.kept.length]).toEqual([24, 6, 200]);
  const all = [...lesson.taught, ...lesson.heldOut].map(({ text }) => text);
  expect(new Set(all)).toEqual(new Set(given.slice(0, 30).map(({ text }) => text)));
  expect(lesson.kept.every((text) => !all.includes(text))).toBe(true);
  texts.forEach(({ text }, place) => {
    const isHeld = lesson.heldOut.some((row) => row.text === text);
    expect(heldOut[place]).toBe(place < 30 ? isHeld : null);
  });
  expect(makeLesson(texts, settings, ['neutral'])).toEqual({ lesson, heldOut });
});

it('takes neutral texts where few are without a label', () => {
  const { texts } = gatherTexts([], given.slice(0, 33));
  expect(makeLesson(texts, settings, ['neutral', 'other']).lesson.kept).toHaveLength(5);
});
