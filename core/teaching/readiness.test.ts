import { describe, expect, it } from 'vitest';
import { holdOut } from './hold-out';
import { unmeasuredClasses, whyNotReady } from './readiness';

const classes = ['bad', 'fair', 'good'];

describe('what labels lack', () => {
  it.each([
    [[0, 0, 0], /No text has a label yet/],
    [[0, 9, 0], /All labels so far say “fair”/],
    [[2, 2, 0], /4 labels are too few to hold any out.*3 of them/],
  ])('%j: %s', (counts, message) => expect(whyNotReady(counts, classes)).toMatch(message));

  it('is nothing where one label at least is held out', () => {
    expect(whyNotReady([3, 1, 0], classes)).toBeNull();
    const labels = [0, 0, 0, 1].map((label) => ({ label, isHeldOut: null }));
    expect(holdOut(labels, 1).filter(Boolean)).toHaveLength(1);
    expect(unmeasuredClasses([3, 1, 0], classes)).toEqual(['fair']);
  });
});
