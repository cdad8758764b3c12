import { expect, it } from 'vitest';
import { explain } from '../../core/attribution/explain';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { MOST_WORDS, exactly } from './measure-attributions';

it('compares Shapley values that are exact', async () => {
  const tokenized = tokenizeWords('good phone bad battery it works so well not great');
  expect(tokenized.words).toHaveLength(MOST_WORDS);
  const subject = { tokenized, special, target: { classIndex: 0, output: 'logit' } as const };
  const { evaluations } = await explain('kernel-shap', polynomialModel(), subject, exactly);
  expect(evaluations).toBe(2 ** MOST_WORDS);
});
