import { expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { Analysis } from '../../core/analysis/analysis';
import type { ExplainRequest, ModelSummary } from '../../workers/api';
import { toJson } from './to-json';

it('saves the document of the command line, with the backend that made it', async () => {
  const model = polynomialModel();
  const request: ExplainRequest = {
    text: 'good phone',
    longText: 'windows',
    methods: [{ method: 'leave-one-out' }],
    classIndex: 1,
    output: 'probability',
    unit: 'word',
    topK: 2,
  };
  const comparison = await new Analysis(model, { special, tokenize: tokenizeWords }, []).explain(request);
  const summary = { name: 'tiny', version: 'abc', classes: model.classes, backend: 'wasm' } as ModelSummary;
  const saved = JSON.parse(toJson(request, comparison, summary)) as object;
  expect(saved).toEqual({
    version: 1,
    text: 'good phone',
    class: 'neutral',
    output: 'probability',
    unit: 'word',
    explanations: comparison.explanations,
    agreement: comparison.agreement,
    model: { name: 'tiny', version: 'abc', backend: 'wasm' },
  });
});
