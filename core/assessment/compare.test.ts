import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { assess, type AssessProgress } from './assess';
import { compare } from './compare';
import { explain } from '../attribution/explain';
import type { MethodRequest, ValueRequest } from '../attribution/requests';
import type { Subject } from '../attribution/subject';

const subject: Subject = {
  tokenized: tokenizeWords('I absolutely love this small phone but the battery is short and it breaks'),
  special,
  target: { classIndex: 2, output: 'probability' },
  background: [[2, 10, 20, 3]],
};
const requests: readonly ValueRequest[] = [
  { method: 'kernel-shap', settings: { evaluations: 200, seed: 1 } },
  { method: 'lime', settings: { samples: 300, bootstraps: 0 } },
  { method: 'leave-one-out' },
  { method: 'integrated-gradients' },
];
const withoutTime = (explanation: object) => ({ ...explanation, seconds: 0 });

describe('compare', () => {
  it('gives the explanations that each method gives alone', async () => {
    const { explanations, agreement } = await compare(polynomialModel(), subject, requests);
    for (const [i, request] of requests.entries()) {
      const alone = await explain(request.method, polynomialModel(), subject, request.settings);
      expect(withoutTime(explanations[i]!)).toEqual(withoutTime(alone));
    }
    expect(agreement.pairs).toHaveLength(6);
    expect(agreement.top.every((top) => top.length === 5)).toBe(true);
  });

  it('evaluates coalitions that methods share once', async () => {
    const model = polynomialModel();
    const { explanations, evaluations } = await compare(model, subject, requests);
    const separately = explanations.reduce((sum, { evaluations }) => sum + evaluations, 0);
    expect(evaluations).toBeLessThan(separately);
    expect(model.calls.reduce((sum, rows) => sum + rows, 0)).toBe(evaluations);
  });

  it('tells which method is at work and what is ready', async () => {
    const seen: [number, number][] = [];
    await compare(
      polynomialModel(),
      subject,
      requests,
      {},
      {
        batchSize: 16,
        onProgress: ({ index, method, explanations, progress }) => {
          expect(method).toBe(requests[index]!.method);
          expect(progress.done).toBeLessThanOrEqual(progress.total);
          seen.push([index, explanations.length]);
        },
      },
    );
    expect(new Set(seen.map(([index]) => index))).toEqual(new Set([0, 1, 2, 3]));
    expect(seen.every(([index, ready]) => index === ready)).toBe(true);
  });

  it('stops within a batch when cancelled', async () => {
    const model = polynomialModel();
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    const { signal } = controller;
    await expect(
      compare(model, subject, requests, {}, { batchSize: 8, signal, onProgress }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(model.calls).toHaveLength(1);
  });

  it('gives what turns the label beside the values, and neither compares nor assesses it', async () => {
    const asked: MethodRequest[] = [
      requests[2]!,
      { method: 'flips', settings: { evaluations: 300 } },
      requests[3]!,
    ];
    const found = await compare(polynomialModel(), subject, asked);
    expect(found.explanations.map(({ method }) => method)).toEqual(['leave-one-out', 'integrated-gradients']);
    expect(found.agreement.top).toHaveLength(2);
    expect(found.flips).toMatchObject([
      { method: 'flips', target: subject.target, settings: { evaluations: 300 } },
    ]);
    const { methods } = await assess(polynomialModel(), subject, asked, found, { runs: 2 });
    expect(methods.map(({ method }) => method)).toEqual(['leave-one-out', 'integrated-gradients']);
    const alone = await compare(polynomialModel(), subject, asked.slice(1, 2));
    expect(alone).toMatchObject({ explanations: [], agreement: { pairs: [] }, flips: [{ method: 'flips' }] });
    expect(await compare(polynomialModel(), subject, requests.slice(2, 3))).not.toHaveProperty('flips');
  });

  it('refuses wrong settings before it evaluates anything', async () => {
    const model = polynomialModel();
    const wrong: ValueRequest[] = [...requests, { method: 'lime', settings: { samples: 1 } }];
    await expect(compare(model, subject, wrong)).rejects.toThrow(/lime: samples is a whole number from 2/);
    await expect(compare(model, subject, requests, { topK: 0 })).rejects.toThrow(/topK/);
    expect(model.calls).toEqual([]);
  });
});

describe('assess', () => {
  it('measures faithfulness against both controls, and stability of methods with a seed', async () => {
    const comparison = await compare(polynomialModel(), subject, requests);
    const told: AssessProgress[] = [];
    const result = await assess(
      polynomialModel(),
      subject,
      requests,
      comparison,
      { runs: 3 },
      {
        onProgress: (progress) => told.push(progress),
      },
    );
    expect(result.methods.map(({ method }) => method)).toEqual(requests.map(({ method }) => method));
    expect(result.methods.map(({ stability }) => stability === null)).toEqual([false, false, true, true]);
    for (const { faithfulness, stability } of result.methods) {
      expect(faithfulness.comprehensivenessAopc).toBeGreaterThan(
        result.controls.random.comprehensivenessAopc,
      );
      expect(faithfulness.comprehensiveness.at(-1)).toBeCloseTo(
        result.controls.random.comprehensiveness.at(-1)!,
        12,
      );
      if (stability !== null) expect(stability).toBeGreaterThan(0.2);
    }
    const [, , alone] = result.methods;
    const { normalisedAopc, ...curves } = result.controls.leaveOneOut;
    expect(alone!.faithfulness).toEqual(curves);
    expect(alone!.normalisedAopc).toEqual(normalisedAopc);
    // Random orders lie between the worst and the best, by the same limits.
    const { comprehensiveness } = result.controls.random.normalisedAopc;
    expect(comprehensiveness.lower).toBe(normalisedAopc.comprehensiveness.lower);
    expect(comprehensiveness.normalised).toBeGreaterThan(0);
    expect(comprehensiveness.normalised).toBeLessThan(normalisedAopc.comprehensiveness.normalised!);
    expect(told.at(-1)!.done).toBe(told.at(-1)!.total);
    const done = told.map((progress) => progress.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    // Removing words shows progress of its own before the first run with another seed.
    expect(done.filter((steps) => steps > 0 && steps < 1).length).toBeGreaterThan(1);
  });

  it('is the same each time and refuses explanations of something else', async () => {
    const comparison = await compare(polynomialModel(), subject, requests);
    const once = () => assess(polynomialModel(), subject, requests, comparison, { runs: 2 });
    expect(await once()).toEqual(await once());
    await expect(assess(polynomialModel(), subject, requests.slice(1), comparison)).rejects.toThrow(
      /not those of these requests/,
    );
  });
});
