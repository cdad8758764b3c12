import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain } from '../../core/attribution/explain';
import { truncate } from '../../core/text/windows';
import { openOracle, oracleModels, readOracle } from '../../test/oracle';
import type { OpenModel } from './open-model';

interface CaptumResult {
  /** One a token, [CLS] and [SEP] included. */
  readonly integrated_gradients: readonly number[];
  readonly delta: number;
}

interface Row {
  readonly text: string;
  readonly ids: readonly number[];
  readonly target: number;
  readonly logit: CaptumResult;
  readonly probability: CaptumResult;
}

/**
 * The settings with which Captum computed them: 50 Gauss-Legendre steps from pad embeddings, [CLS] and [SEP] kept, no
 * doubling.
 */
const captum = { unit: 'token', baseline: 'pad', rule: 'gauss-legendre', steps: 50, maxSteps: 50 } as const;

/** Captum ran in float64. The graph runs in float32, where a logit of these models has an error of up to 3e-6. */
const deltaBound = { probability: 1e-6, logit: 5e-6 } as const;

describe.each(oracleModels)('Integrated Gradients on the oracle model %s', (name) => {
  let model: OpenModel;

  beforeAll(async () => (model = await openOracle(name)));
  afterAll(() => model.dispose());

  it.each(['logit', 'probability'] as const)(
    "equals Captum's for the %s to 1e-4, and its delta",
    async (output) => {
      const { classifier, tokenizer } = model;
      const rows = (await readOracle<Row>('gradients'))[name].filter(({ ids }) => ids.length > 2);
      for (const row of rows.slice(0, 25)) {
        const { tokenized } = truncate(tokenizer.tokenize(row.text), row.ids.length);
        expect(tokenized.tokens.map(({ id }) => id)).toEqual(row.ids);
        const target = { classIndex: row.target, output };
        const { values, delta } = await explain(
          'integrated-gradients',
          classifier,
          { tokenized, special: tokenizer.special, target },
          captum,
        );
        const expected = row[output].integrated_gradients.slice(1, -1);
        const largest = Math.max(...expected.map(Math.abs));
        expect(values).toHaveLength(expected.length);
        values.forEach((value, at) => expect(Math.abs(value - expected[at]!) / largest).toBeLessThan(1e-4));
        expect(Math.abs(delta - row[output].delta)).toBeLessThan(deltaBound[output]);
      }
    },
  );
});
