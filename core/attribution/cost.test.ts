import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { expectedCost } from './cost';
import { explain, needsGradients } from './explain';
import { valueMethodNames } from './methods/all';
import { methodRequests, type MethodRequest } from './requests';

const tokenized = tokenizeWords([...'abcdefghijklmnopqrstuvwxyz'].join(' '));

describe.each(valueMethodNames)('expectedCost of %s', (method) => {
  it('foresees about what is evaluated', async () => {
    const subject = { tokenized, special, target: { classIndex: 1, output: 'logit' } as const };
    const withBackground = { ...subject, background: [[2, 10, 20, 3]] };
    const [request] = methodRequests([method], { budget: 'reference' }) as [MethodRequest];
    const { evaluations } = await explain(method, polynomialModel(), withBackground, request.settings);
    const cost = expectedCost(request, tokenized.words.length);
    const rows = needsGradients(method) ? cost / 3 : cost;
    expect(rows).toBeGreaterThan(0.9 * evaluations);
    expect(rows).toBeLessThan(3 * evaluations);
  });
});

describe('expectedCost', () => {
  it('heeds what is asked', () => {
    expect(expectedCost({ method: 'kernel-shap', settings: { budget: 'reference' } }, 100)).toBe(2248);
    expect(expectedCost({ method: 'kernel-shap' }, 100)).toBe(816);
    expect(expectedCost({ method: 'kernel-shap', settings: { until: 0 } }, 100)).toBe(2248);
    expect(expectedCost({ method: 'kernel-shap', settings: { evaluations: 300 } }, 100)).toBe(300);
    expect(expectedCost({ method: 'integrated-gradients', settings: { steps: 8 } }, 100)).toBe(78);
    expect(expectedCost({ method: 'integrated-gradients', settings: { budget: 'reference' } }, 100)).toBe(
      156,
    );
  });
});
