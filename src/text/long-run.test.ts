import { expect, it } from 'vitest';
import { hasLongRun } from './long-run';

it('tells words from what is none', () => {
  expect(hasLongRun('not bad '.repeat(1000))).toBe(false);
  expect(hasLongRun('a'.repeat(999))).toBe(false);
  expect(hasLongRun(`Look: ${'a'.repeat(1000)}`)).toBe(true);
});
