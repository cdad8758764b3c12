import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { explain } from './explain';
import { expectedRows } from './expected-rows';
import { mostShared, untilOfWindow } from './window-errors';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const text = letters.flatMap((first) => [`${first}q`, `${first}w`, `${first}z`]).join(' ');
const subject = {
  tokenized: tokenizeWords(text),
  special,
  target: { classIndex: 1, output: 'logit' } as const,
};

describe('a text in windows', () => {
  it('is as exact as was asked for, in fewer rows than windows as exact as that would take', async () => {
    const until = 0.002;
    const model = polynomialModel(1, 32);
    const { standardErrors, evaluations, notes } = await explain('shapley-interpolation', model, subject, {
      until,
    });
    expect(notes.join()).toMatch(/in 4 overlapping windows/);
    expect(Math.max(...standardErrors!)).toBeLessThanOrEqual(until);
    // Windows as exact as the text, in which each of their words counts for a quarter.
    const asExact = await explain('shapley-interpolation', model, subject, {
      until: (until * Math.SQRT2) / 4,
    });
    expect(evaluations).toBeLessThan(asExact.evaluations);
  });

  it('is foreseen to take fewer rows a window than a text that fits one', () => {
    const request = { method: 'shapley-interpolation' } as const;
    const [alone, ofFour] = [expectedRows(request, 30), expectedRows(request, 30, 4) / 4];
    expect(ofFour).toBeLessThan(alone);
    expect(ofFour).toBeGreaterThanOrEqual(4 * 30);
    // What has no standard errors takes as many in each.
    expect(expectedRows({ method: 'leave-one-out' }, 30, 4)).toBe(4 * 32);
  });
});

describe('untilOfWindow', () => {
  it('leaves no word less exact than asked for, where all of its windows are just as exact as they have to be', () => {
    for (const [windows, shared] of [
      [2, 2],
      [5, 2],
      [5, 3],
      [3, 1],
    ] as const) {
      const each = untilOfWindow(0.01, windows, shared);
      expect(Math.sqrt(shared * (each / windows) ** 2)).toBeCloseTo(0.01, 12);
    }
    expect(untilOfWindow(0.01, 1)).toBe(0.01);
    expect(untilOfWindow(0, 7)).toBe(0);
  });
});

describe('mostShared', () => {
  it('counts the windows of the word that is in most', () => {
    expect(mostShared([[0, 1]])).toBe(1);
    expect(
      mostShared([
        [0, 1, 2],
        [2, 3],
        [2, 3, 4],
      ]),
    ).toBe(3);
  });
});
