import { describe, expect, it } from 'vitest';
import { classificationOf, explanationBy } from '../explain/testing';
import type { Answer, Asked } from './answer';
import { KeptAnswers } from './kept-answers';

const asked = (text: string, changes: Partial<Asked> = {}): Asked => ({
  text,
  struck: [],
  classIndex: null,
  effort: 'automatic',
  ...changes,
});

/** Of a text that reads as class 1. @param classIndex that it explains */
function answerTo(asked: Asked, classIndex = asked.classIndex ?? 1): Answer {
  const target = { classIndex, output: 'probability' } as const;
  return {
    asked,
    stage: 'settled',
    classification: classificationOf({ probabilities: [0.2, 0.8] }),
    explanation: explanationBy('leverage-shap', { target }),
    struck: asked.struck,
    fine: true,
    fromKnown: false,
    others: [],
    consensus: null,
    withoutOthers: '',
    date: '2026-01-01T00:00:00.000Z',
  };
}

describe('kept answers', () => {
  it('answer what was asked, and the predicted class by its index', () => {
    const kept = new KeptAnswers();
    const answer = kept.keep(answerTo(asked('a')));
    expect(kept.of(asked('a'))).toBe(answer);
    expect(kept.of(asked('a', { classIndex: 1 }))).toBe(answer);
    expect(kept.of(asked('a', { classIndex: 0 }))).toBeNull();
    expect(kept.of(asked('a', { effort: 'words' }))).toBeNull();
    expect(kept.of(asked('a', { struck: [{ start: 0, end: 1 }] }))).toBeNull();
    expect(kept.of(asked('b'))).toBeNull();
  });

  it('tell how a text reads whatever is asked of it, but not with a word struck out', () => {
    const kept = new KeptAnswers();
    const answer = kept.keep(answerTo(asked('a')));
    expect(kept.aboutTextOf(asked('a', { classIndex: 0, effort: 'phrases' }))).toBe(answer);
    expect(kept.aboutTextOf(asked('a', { struck: [{ start: 0, end: 1 }] }))).toBeNull();
  });

  it('give way to a newer one of the same question, and the oldest to a ninth', () => {
    const kept = new KeptAnswers();
    kept.keep(answerTo(asked('a')));
    const finer = kept.keep(answerTo(asked('a', { classIndex: 1 })));
    expect(kept.of(asked('a'))).toBe(finer);
    for (const text of 'bcdefgh') kept.keep(answerTo(asked(text)));
    expect(kept.of(asked('a'))).toBe(finer);
    kept.keep(answerTo(asked('i')));
    expect([kept.of(asked('a')), kept.of(asked('b'))?.asked.text]).toEqual([null, 'b']);
  });
});
