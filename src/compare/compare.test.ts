import { describe, expect, it } from 'vitest';
import { explanationBy, questionOf } from '../explain/testing';
import { ownAxis, sharedAxis } from './axis';
import { columnsOf, sharedNotes } from './columns';
import { conflictsOf, matrixRows } from './matrix-rows';
import { unitOf } from './unit';

const lime = explanationBy('lime', { values: [0.1, -0.3], standardErrors: [0.01, 0.02] });
const saliency = explanationBy('saliency', { values: [9, 4] });

describe('the axis', () => {
  it('is one for all values that have a direction; sizes have their own', () => {
    const shared = sharedAxis([lime, explanationBy('kernel-shap', { values: [0.5, 0] }), saliency]);
    expect([shared.least, shared.most]).toEqual([-0.32, 0.5]);
    expect(shared.at(0)).toBeCloseTo((100 * 0.32) / 0.82);
    expect([ownAxis(saliency).least, ownAxis(saliency).most]).toEqual([0, 9]);
  });

  it('has a place for 0 where all values are 0', () => {
    expect(sharedAxis([explanationBy('lime', { values: [0, 0] })]).at(0)).toBe(0);
  });
});

describe('columns', () => {
  const question = questionOf();
  const progress = { method: 'lime', done: 1, total: 4, startedAt: 0 } as const;

  it('tell what there is of each method while it runs, and when it was stopped', () => {
    const running = columnsOf(question, { explanations: [], partial: lime }, { phase: 'running', progress });
    expect(running).toEqual([
      { method: 'lime', phase: 'running', explanation: lime, progress },
      { method: 'saliency', phase: 'waiting', explanation: null, progress: null },
    ]);
    const stopped = columnsOf(
      question,
      { explanations: [], partial: lime },
      { phase: 'cancelled', progress: null },
    );
    expect(stopped.map(({ phase }) => phase)).toEqual(['stopped', 'absent']);
    const done = columnsOf(
      question,
      { explanations: [lime, saliency], partial: null },
      { phase: 'done', progress: null },
    );
    expect(done.map(({ phase }) => phase)).toEqual(['done', 'done']);
  });
});

describe('notes', () => {
  it('are told once, with whom they are about', () => {
    const notes = sharedNotes([
      { method: 'lime', notes: ['Long.', 'Odd.'] },
      { method: 'saliency', notes: ['Long.'] },
    ]);
    expect(notes).toEqual([
      { note: 'Long.', methods: null },
      { note: 'Odd.', methods: ['lime'] },
    ]);
    expect(sharedNotes([{ method: 'lime', notes: ['Odd.'] }])).toEqual([{ note: 'Odd.', methods: ['lime'] }]);
  });
});

describe('rows', () => {
  it('stand as in the text, or by the largest value that has a direction', () => {
    expect(matrixRows('good film', [lime, saliency], 'text').map(({ word }) => word)).toEqual([
      'good',
      'film',
    ]);
    expect(matrixRows('good film', [lime, saliency], 'size').map(({ word }) => word)).toEqual([
      'film',
      'good',
    ]);
    expect(matrixRows('good film', [saliency], 'size').map(({ index }) => index)).toEqual([0, 1]);
  });

  it('name what nobody would see', () => {
    const row = matrixRows(
      '\u200b',
      [{ method: 'lime', spans: [{ start: 0, end: 1 }], values: [0] }],
      'text',
    );
    expect(row[0]!.word).toMatch(/zero-width space/i);
  });
});

describe('units', () => {
  it('are percentage points of a probability, and logits as they are', () => {
    const points = unitOf('probability');
    expect([points.change(0.421), points.change(-0.003), points.size(-0.005), points.level(0.692)]).toEqual([
      '+42.1',
      '\u22120.3',
      '0.5',
      '69.2 %',
    ]);
    expect(unitOf('logit').change(1.234)).toBe('+1.23');
  });
});

describe('conflicts', () => {
  const shapley = (values: number[]) =>
    explanationBy('leverage-shap', { values, standardErrors: values.map(() => 0.01) });

  it('are words that two methods clearly move different ways, however weak they are', () => {
    const gradients = explanationBy('integrated-gradients', { values: [0.3, 0.05, -0.04, 0.2] });
    expect(conflictsOf([shapley([0.4, 0.01, 0.03, -0.015]), gradients])).toEqual([2]);
  });

  it('are none by what has no direction, nor by one method alone', () => {
    const saliency = explanationBy('saliency', { values: [0.3, 0.2] });
    expect(conflictsOf([shapley([0.4, -0.4]), saliency])).toEqual([]);
    expect(conflictsOf([])).toEqual([]);
  });
});
