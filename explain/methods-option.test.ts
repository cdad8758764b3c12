import { describe, expect, it } from 'vitest';
import { parseOptions, usageText, UsageError } from '../cli/options';
import { methodNames, methods } from '../core/attribution/methods/all';
import { commonFields } from '../core/attribution/settings/shared';
import { methodsOption, requestsOf, settingOptions } from './methods-option';

const command = { name: 'explain', summary: '', options: settingOptions };
const requestsFor = (names: string, ...args: string[]) =>
  requestsOf(methodsOption(names), parseOptions(command, args)!);

describe('methodsOption', () => {
  it('takes names with commas between them', () => {
    expect(methodsOption('saliency, lime')).toEqual(['saliency', 'lime']);
    expect(methodsOption(undefined)).toContain('shapley-interpolation');
  });

  it('refuses unknown and repeated methods', () => {
    expect(() => methodsOption('shap')).toThrow(/--methods: there is no "shap"\. Methods are/);
    expect(() => methodsOption('lime, lime')).toThrow(UsageError);
  });
});

describe('settings on the command line', () => {
  it('go to the methods that have them, each by its own name', () => {
    const names = 'kernel-shap,lime,integrated-gradients,gradient-shap,saliency';
    const args = '--removal pad --baseline mask --estimator regression --seed 7 --evaluations 300 --steps 20';
    expect(requestsFor(names, ...args.split(' '))).toEqual([
      {
        method: 'kernel-shap',
        settings: { removal: 'pad', seed: 7, estimator: 'regression', evaluations: 300 },
      },
      { method: 'lime', settings: { removal: 'pad', seed: 7, samples: 300 } },
      { method: 'integrated-gradients', settings: { baseline: 'mask', steps: 20 } },
      { method: 'gradient-shap', settings: { seed: 7 } },
      { method: 'saliency', settings: {} },
    ]);
  });

  it('leave to the defaults what is not given', () => {
    expect(requestsFor('lime,gradient-shap')).toEqual([
      { method: 'lime', settings: {} },
      { method: 'gradient-shap', settings: {} },
    ]);
  });

  it('tell the samples of LIME and those of Gradient SHAP apart', () => {
    const args = ['--evaluations', '300', '--samples', '80', '--gradient-samples', '9'];
    expect(requestsFor('lime,gradient-shap', ...args, '--occurrences', 'single')).toEqual([
      { method: 'lime', settings: { samples: 80, occurrences: 'single' } },
      { method: 'gradient-shap', settings: { samples: 9 } },
    ]);
  });

  it.each(methodNames)('reach every setting of %s', (method) => {
    for (const [name, field] of Object.entries(methods[method].fields)) {
      if (name in commonFields) continue;
      const key = (field.key ?? name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const value = field.kind === 'choice' ? Object.keys(field.choices).at(-1)! : String(field.least);
      const [request] = requestsFor(method, `--${key}`, value);
      expect(request?.settings, `--${key}`).toEqual({
        [name]: field.kind === 'choice' ? value : Number(value),
      });
    }
  });

  it('are refused out of their range', () => {
    expect(() => requestsFor('lime', '--samples', '1')).toThrow(
      '--samples takes a whole number of at least 2',
    );
    expect(() => requestsFor('lime', '--norm', 'l3')).toThrow('--norm is one of l2, l1, not "l3".');
  });

  it('are refused where none of the methods has them', () => {
    expect(() => requestsFor('flips,partition-shap', '--until', '0.1')).toThrow(
      /^--until is a setting of kernel-shap, .*, gradient-shap, not of flips, partition-shap\.$/,
    );
    expect(() => requestsFor('shapley-interpolation', '--occurrences', 'single')).toThrow(UsageError);
    // LIME's samples follow the evaluations, and all that is measured has a seed and a removal.
    const [lime] = requestsFor('lime', '--evaluations', '300');
    expect(lime?.settings).toEqual({ samples: 300 });
    expect(requestsFor('saliency', '--seed', '3', '--removal', 'pad')).toEqual([
      { method: 'saliency', settings: {} },
    ]);
  });

  it('state their defaults and, where they are few, their methods', () => {
    const usage = usageText(command);
    expect(usage).toMatch(
      /--evaluations N +rows .* \(quick: 4 M \+ 64; normal, reference: 2 M \+ 2048; exact: 8194; partition-shap: quick: 200; /,
    );
    expect(usage).toMatch(/--budget normal\|quick\|exact\|reference /);
    expect(usage).toMatch(/--until X .*normal: 0\.005 \(logit: 0\.02\); exact, reference: 0\)/);
    expect(usage).toMatch(/--estimator interpolation\|regression .* \[kernel-shap, leverage-shap\]/);
    expect(usage).toMatch(
      /--samples N .*\(--evaluations, else quick: 500; normal, reference: 5000; exact: 20000\) \[lime\]/,
    );
    expect(usage).toMatch(/--steps N .*doubled while they are too few \(quick: 4; normal: 8; /);
    expect(usage).toMatch(/--occurrences all\|single /);
    expect(usage).toMatch(/--rule NAME .*: gauss-legendre, riemann-right, .* \[integrated-gradients\]/);
  });
});
