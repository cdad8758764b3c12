import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { expectedRows } from './expected-rows';
import { explain } from './explain';
import { valueMethodNames } from './methods/all';
import { methodRequests, type MethodRequest } from './requests';

const tokenized = tokenizeWords([...'abcdefghijklmnopqrstuvwxyz'].join(' '));

describe.each(valueMethodNames)('expectedRows of %s', (method) => {
  it('foresees about what is evaluated', async () => {
    const subject = { tokenized, special, target: { classIndex: 1, output: 'logit' } as const };
    const withBackground = { ...subject, background: [[2, 10, 20, 3]] };
    const [request] = methodRequests([method], { budget: 'reference' }) as [MethodRequest];
    const { evaluations } = await explain(method, polynomialModel(), withBackground, request.settings);
    const rows = expectedRows(request, tokenized.words.length);
    expect(rows).toBeGreaterThan(0.9 * evaluations);
    expect(rows).toBeLessThan(3 * evaluations);
  });
});

describe('expectedRows', () => {
  it('heeds what is asked', () => {
    expect(expectedRows({ method: 'kernel-shap', settings: { budget: 'reference' } }, 100)).toBe(2248);
    expect(expectedRows({ method: 'kernel-shap' }, 100)).toBe(816);
    expect(expectedRows({ method: 'kernel-shap', settings: { until: 0 } }, 100)).toBe(2248);
    expect(expectedRows({ method: 'kernel-shap', settings: { evaluations: 300 } }, 100)).toBe(300);
    expect(expectedRows({ method: 'integrated-gradients', settings: { steps: 8 } }, 100)).toBe(26);
    expect(expectedRows({ method: 'integrated-gradients', settings: { budget: 'reference' } }, 100)).toBe(52);
  });
});
