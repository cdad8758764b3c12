import { describe, expect, it } from 'vitest';
import { holdOut } from './hold-out';

const open = (label: number) => ({ label, isHeldOut: null });

describe('the labels that are held out', () => {
  const labels = Array.from({ length: 100 }, (_, at) => open(at < 60 ? 0 : at < 90 ? 1 : 2));

  it('are a fifth of each class, by the seed', () => {
    const held = holdOut(labels, 3);
    const count = (label: number) => held.filter((is, at) => is && labels[at]!.label === label).length;
    expect([count(0), count(1), count(2)]).toEqual([12, 6, 2]);
    expect(holdOut(labels, 3)).toEqual(held);
    expect(holdOut(labels, 4)).not.toEqual(held);
  });

  it('stay so when more are given, and what was learnt from is never among them', () => {
    const first = holdOut(labels.slice(0, 70), 3);
    const decided = labels.map(({ label }, at) => ({ label, isHeldOut: first[at] ?? null }));
    const then = holdOut(decided, 9);
    first.forEach((is, at) => expect(then[at]).toBe(is));
    expect(then.filter(Boolean)).toHaveLength(12 + 6 + 2);
  });

  it('are none of a class with two labels, and one of three', () => {
    expect(holdOut([open(0), open(0), open(1)], 1)).toEqual([false, false, false]);
    expect(holdOut([open(0), open(0), open(0)], 1).filter(Boolean)).toHaveLength(1);
  });
});
