import type { Comparison } from '../../core/assessment/compare';
import type { Explanation } from '../../core/attribution/explanation';
import { givesValues, type ValueMethodName } from '../../core/attribution/methods/all';
import type { Classification, ExplainRequest, ModelSummary } from '../../workers/api';
import type { FullyExplained, Question } from './explanation-run.svelte';

/** An explanation of "good film" by a method. */
export function explanationBy(method: ValueMethodName, changes: Partial<Explanation> = {}): Explanation {
  return {
    method,
    target: { classIndex: 1, output: 'probability' },
    unit: 'word',
    spans: [
      { start: 0, end: 4 },
      { start: 5, end: 9 },
    ],
    values: [0.3, -0.1],
    standardErrors: null,
    baseValue: 0.4,
    outputValue: 0.6,
    delta: 0,
    evaluations: 4,
    seconds: 0.1,
    settings: {},
    diagnostics: {},
    notes: [],
    ...changes,
  };
}

export function comparisonOf(explanations: readonly Explanation[]): Comparison {
  const evaluations = explanations.reduce((sum, explanation) => sum + explanation.evaluations, 0);
  const top = explanations.map(() => [0, 1]);
  const agreement: Comparison['agreement'] = { topK: 5, order: 'absolute', top, pairs: [] };
  return { explanations, agreement, evaluations };
}

export function classificationOf(changes: Partial<Classification> = {}): Classification {
  const probabilities = [0.4, 0.6];
  return {
    probabilities,
    windows: 1,
    readTokens: 4,
    seenTokens: 4,
    words: 2,
    marks: 0,
    tokens: 4,
    seconds: 0.01,
    ...changes,
  };
}

export const summary: ModelSummary = {
  name: 'held',
  version: '1',
  classes: ['bad', 'good'],
  sets: null,
  maxTokens: 128,
  windowTokens: 128,
  backend: 'wasm',
  threads: 1,
  reader: { kind: 'runtime', reason: null },
  activation: 'softmax',
  bytes: 8_000_000,
  gradients: { kind: 'there', difference: 0 },
  golden: { logits: 0, claims: true },
};

export function questionOf(
  changes: Partial<ExplainRequest> = {},
  removal: Question['removal'] = 'mask',
): Question {
  const request: ExplainRequest = {
    text: 'good film',
    longText: 'windows',
    methods: [{ method: 'lime' }, { method: 'saliency' }],
    classIndex: null,
    output: 'probability',
    unit: 'word',
    topK: 5,
    ...changes,
  };
  return { request, removal, model: summary };
}

/** A question with its whole answer. */
export function explainedOf(question: Question = questionOf()): FullyExplained {
  const explanations = question.request.methods
    .map(({ method }) => method)
    .filter(givesValues)
    .map((method) => explanationBy(method));
  return {
    ...question,
    classification: classificationOf(),
    explanations,
    partial: null,
    comparison: comparisonOf(explanations),
    date: '2026-01-01T00:00:00.000Z',
  };
}
