import { expect, it } from 'vitest';
import { Analysis } from '../core/analysis/analysis';
import { bestShapleyMethod } from '../core/attribution/methods/all';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';

it('settles the Shapley values of a sentence of 13 words within 300 evaluations', async () => {
  const model = await openModel(shippedModel, { threads: 1 });
  try {
    const { explanations } = await new Analysis(model.classifier, model.tokenizer, []).explain({
      text: 'I absolutely love this phone, but the battery life is short.',
      longText: 'windows',
      methods: [{ method: bestShapleyMethod }],
      classIndex: null,
      output: 'probability',
      unit: 'word',
      topK: 5,
    });
    expect(explanations[0]!.evaluations).toBeLessThanOrEqual(300);
    expect(Math.max(...explanations[0]!.standardErrors!)).toBeLessThanOrEqual(0.005);
  } finally {
    await model.dispose();
  }
});
