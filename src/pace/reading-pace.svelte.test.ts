import { beforeEach, describe, expect, it } from 'vitest';
import { ReadingPace } from './reading-pace.svelte';

describe('the pace of reading', () => {
  let now = 0;
  let pace: ReadingPace;
  beforeEach(() => {
    now = 0;
    pace = new ReadingPace(() => now);
  });

  /** Ten rows of 100 tokens, each in so many seconds for all rows. */
  const learn = (...seconds: number[]) => {
    for (const one of seconds) pace.learn(10, 100, one);
  };

  it('is not told of one or two measurements', () => {
    expect(pace.of(100)).toBeNull();
    learn(1, 1);
    expect(pace.of(100)).toBeNull();
    learn(1.2);
    expect(pace.of(100)).toBeCloseTo(0.001, 9);
  });

  it('leaves out one made while the computer was busy, once quick ones follow', () => {
    learn(20);
    expect(pace.of(100)).toBeNull();
    learn(1);
    expect(pace.of(100)).toBeNull();
    learn(1.1);
    expect(pace.of(100)).toBeCloseTo(0.0011, 9);
  });

  it('is no number while they differ by more than could be told', () => {
    learn(20, 20, 1);
    expect(pace.of(100)).toBeNull();
    learn(20);
    expect(pace.of(100)).toBeNull();
    learn(1, 1);
    expect(pace.of(100)).toBeCloseTo(0.001, 9);
  });

  it('follows a computer that has become slow, and is no number between', () => {
    learn(1, 1, 1, 20);
    expect(pace.of(100)).toBeCloseTo(0.001, 9);
    learn(20, 20);
    expect(pace.of(100)).toBeNull();
    learn(20, 20);
    expect(pace.of(100)).toBeCloseTo(0.02, 9);
  });

  it('is of rows alike: short ones say nothing of long ones', () => {
    learn(1, 1, 1);
    expect(pace.of(200)).toBeCloseTo(0.001, 9);
    expect([pace.of(201), pace.of(49)]).toEqual([null, null]);
    for (let times = 0; times < 3; times++) pace.learn(1, 400, 4);
    expect(pace.of(400)).toBeCloseTo(0.01, 9);
    expect(pace.of(100)).toBeCloseTo(0.001, 9);
  });

  it('is forgotten in time, when it is told to, and not learnt of nothing', () => {
    learn(1, 1, 1);
    now = 301_000;
    expect(pace.of(100)).toBeNull();
    learn(2, 2, 2);
    expect(pace.of(100)).toBeCloseTo(0.002, 9);
    pace.forget();
    pace.learn(0, 100, 1);
    pace.learn(0, 100, 1);
    pace.learn(0, 100, 1);
    expect(pace.of(100)).toBeNull();
  });
});
