import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectedRows } from '../core/attribution/expected-rows';
import { valueMethodNames } from '../core/attribution/methods/all';
import type { TextFaithfulness } from './faithfulness-text';
import { resultsFolder } from './results-folder';

/** What every method took of real texts at its defaults, as `npm run bench:faithfulness` has measured it. */
function measuredTexts(): TextFaithfulness[] {
  const folder = join(resultsFolder, 'texts');
  return readdirSync(folder)
    .filter((name) => name.startsWith('faithfulness-'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as [string, TextFaithfulness])[1]);
}

const texts = measuredTexts();
// `interactions` has no row there.
const measured = valueMethodNames.filter((method) => texts.every(({ methods }) => method in methods));

describe.each([
  [4, 8],
  [9, 12],
  [13, 20],
  [21, 40],
])('the rows of texts of %i to %i words', (fewest, most) => {
  const group = texts.filter(({ words }) => words >= fewest && words <= most);

  it.each(measured)('are foreseen within a third for many texts: %s', (method) => {
    const sum = (of: (text: TextFaithfulness) => number): number =>
      group.reduce((total, text) => total + of(text), 0);
    const taken = sum(({ methods }) => methods[method]!.evaluations + methods[method]!.gradients);
    const foreseen = sum(({ words }) => expectedRows({ method }, words));
    expect(foreseen / taken).toBeGreaterThan(0.75);
    expect(foreseen / taken).toBeLessThan(1.34);
  });
});
