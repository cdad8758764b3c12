import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain } from '../../core/attribution/explain';
import { architectures } from '../../core/models/registry';
import {
  architectureFolder,
  architectureNames,
  readArchitectureGolden,
  type ArchitectureGolden,
} from '../../test/architectures';
import type { GoldenRow } from '../../test/bert';
import { openModel, type OpenModel } from './open-model';

/** As Captum computed them: 50 Gauss-Legendre steps from pad embeddings, the frame kept, no doubling. */
const captum = { unit: 'token', baseline: 'pad', rule: 'gauss-legendre', steps: 50, maxSteps: 50 } as const;

/** Largest difference, over the largest expected value. */
function relativeError(values: ArrayLike<number>, expected: readonly number[]): number {
  expect(values).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(values[i]! - value))) / largest;
}

async function integratedGradients(
  { classifier, tokenizer }: OpenModel,
  { text, target }: GoldenRow,
  output: 'logit' | 'probability',
) {
  const tokenized = tokenizer.tokenize(text);
  const subject = { tokenized, special: tokenizer.special, target: { classIndex: target, output } };
  return explain('integrated-gradients', classifier, subject, captum);
}

it('has a model of every architecture that is known', () => {
  const known = architectures.map(({ modelType }) => modelType);
  expect([...architectureNames, 'albert', 'bert'].sort()).toEqual(known.sort());
});

describe.each(architectureNames)('%s', (name) => {
  let golden: ArchitectureGolden;
  let model: OpenModel;

  beforeAll(async () => {
    golden = await readArchitectureGolden(name);
    model = await openModel(architectureFolder(name), { threads: 1 });
  });

  afterAll(() => model.dispose());

  it('gives the tokens of transformers', () => {
    expect(golden.rows.length).toBeGreaterThan(2);
    for (const { text, ids } of golden.rows) {
      expect(model.tokenizer.tokenize(text).tokens.map(({ id }) => id)).toEqual(ids);
    }
  });

  it('gives the logits of transformers to 1e-5, in one batch and one by one', async () => {
    const together = await model.classifier.logits(golden.rows);
    for (const [at, row] of golden.rows.entries()) {
      const [alone] = await model.classifier.logits([row]);
      row.logits.forEach((expected, k) => {
        expect(Math.abs(together[at]![k]! - expected)).toBeLessThan(1e-5);
        expect(Math.abs(alone![k]! - expected)).toBeLessThan(1e-5);
      });
    }
  });

  it("gives torch's gradients at the word embeddings to 1e-4 of their largest entry", async () => {
    const { classifier } = model;
    for (const { ids, target, gradient } of golden.rows) {
      const row = { embeddings: classifier.embed(ids) };
      const [answer] = await classifier.gradients([row], { classIndex: target, output: 'logit' });
      expect(relativeError(answer!.gradient, gradient.flat())).toBeLessThan(1e-4);
    }
  });

  it.each(['logit', 'probability'] as const)(
    "gives Captum's Integrated Gradients of the %s to 1e-4, and its delta",
    async (output) => {
      for (const row of golden.rows) {
        const { values, delta } = await integratedGradients(model, row, output);
        expect(relativeError(values, row[output].integrated_gradients.slice(1, -1))).toBeLessThan(1e-4);
        expect(Math.abs(delta - row[output].delta)).toBeLessThan(1e-5);
      }
    },
  );

  it("explains a label's own sigmoid where several labels hold at once, as Captum does to 1e-4", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'albert-lens-multi-label-'));
    await cp(architectureFolder(name), folder, { recursive: true });
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object;
    const changed = { ...config, problem_type: 'multi_label_classification' };
    await writeFile(join(folder, 'config.json'), JSON.stringify(changed));
    const multiLabel = await openModel(folder, { threads: 1 });
    try {
      expect(multiLabel.classifier.activation).toBe('sigmoid');
      const [row] = golden.rows;
      const { values } = await integratedGradients(multiLabel, row!, 'probability');
      const expected = row!.multi_label_probability.integrated_gradients.slice(1, -1);
      expect(relativeError(values, expected)).toBeLessThan(1e-4);
    } finally {
      await multiLabel.dispose();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
