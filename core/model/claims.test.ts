import { describe, expect, it } from 'vitest';
import { checkClaims, claimsOf, goldenClaims } from './claims';

const manifest = {
  classes: ['negative', 'neutral', 'positive'],
  temperature: 1.25,
  maxTokens: 512,
  windowTokens: 96,
  conformalSets: { coverage: 0.9, threshold: 0.2 },
};
const rows = [{ logits: [0, 1, 2] }, { logits: [3, 1, 2] }].map((row) => ({
  ...row,
  ids: [],
  target: { classIndex: 0, output: 'logit' as const },
  output: 0,
  gradient: [],
}));
const golden = { rows, ...goldenClaims(manifest, rows) };

describe('checkClaims', () => {
  it('finds the manifest that the golden outputs were made with', () => {
    expect(golden.predicted).toEqual(['positive', 'negative']);
    expect(checkClaims(manifest, golden)).toBe(true);
    expect(checkClaims({ ...manifest }, structuredClone(golden))).toBe(true);
  });

  it.each([
    [
      'swapped class names',
      { classes: ['positive', 'neutral', 'negative'] },
      /manifest\.json: it calls a class "negative"/,
    ],
    ['a class renamed that no golden row shows', { classes: ['negative', 'mixed', 'positive'] }, /classes/],
    ['another temperature', { temperature: 1 }, /temperature/],
    ['another window', { windowTokens: 8 }, /windowTokens/],
    ['another threshold', { conformalSets: { coverage: 0.9, threshold: 0.1 } }, /conformalSets/],
    ['another maximum', { maxTokens: 256 }, /maxTokens/],
    ['another activation', { activation: 'sigmoid' as const }, /activation/],
  ])('refuses %s', (_, change, message) => {
    expect(() => checkClaims({ ...manifest, ...change }, golden)).toThrow(message);
  });

  it('says that golden outputs of before say nothing of it', () => {
    expect(checkClaims(manifest, { rows })).toBe(false);
  });

  it('takes windows of the whole row for stated windows of that length', () => {
    const { classes, temperature, maxTokens } = manifest;
    const whole = { classes, temperature, maxTokens };
    expect(claimsOf({ ...whole, windowTokens: maxTokens })).toBe(claimsOf(whole));
  });
});
