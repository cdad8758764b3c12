import { expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { requireDocument } from '../../test/valid-document';
import { Analysis } from '../../core/analysis/analysis';
import type { ExplainRequest, ModelSummary } from '../../workers/api';
import type { FullyExplained } from '../explain/explanation-run.svelte';
import { classificationOf } from '../explain/testing';
import { toJson } from './to-json';

it('saves the document of the command line: words, answer, how it was made and when, what was measured', async () => {
  const model = polynomialModel();
  const request: ExplainRequest = {
    text: 'good phone',
    longText: 'windows',
    methods: [{ method: 'leave-one-out' }, { method: 'banzhaf' }, { method: 'saliency' }],
    classIndex: 1,
    output: 'probability',
    unit: 'word',
    topK: 2,
  };
  const analysis = new Analysis(model, { special, tokenize: tokenizeWords }, []);
  const comparison = await analysis.explain(request);
  const { explanations } = comparison;
  const assessment = await analysis.assess({ ...request, explanations });
  const explained: FullyExplained = {
    request,
    removal: 'mask',
    model: { name: 'tiny', version: 'abc', classes: model.classes, backend: 'wasm' } as ModelSummary,
    classification: classificationOf({ probabilities: [0.2, 0.5, 0.3] }),
    explanations,
    partial: null,
    comparison,
    date: '2026-01-02T03:04:05.000Z',
  };
  const saved = JSON.parse(toJson(explained, assessment)) as object;
  requireDocument(saved);
  expect(saved).toMatchObject({
    version: 1,
    text: 'good phone',
    class: 'neutral',
    probabilities: { negative: 0.2, neutral: 0.5, positive: 0.3 },
    date: explained.date,
    words: ['good', 'phone'],
    explanations,
    // Saliency has no direction, and no say in it.
    consensus: { methods: 2 },
    assessment,
    model: { name: 'tiny', version: 'abc', backend: 'wasm' },
  });
  expect(JSON.parse(toJson(explained, null))).not.toHaveProperty('assessment');
});
