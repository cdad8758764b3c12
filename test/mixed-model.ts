import { targetValue } from '../core/attribution/games/game';
import type { DifferentiableClassifier, OutputActivation, OutputGradient } from '../core/model/classifier';
import { probabilitiesOf } from '../core/model/probabilities';
import { polynomialModel } from './synthetic';

/** A differentiable model of any number of classes: each one's logit is a mixture of those of the polynomial model. */
export function mixedModel(
  mixtures: readonly (readonly [number, number, number])[],
  activation: OutputActivation,
  maxTokens = 64,
): DifferentiableClassifier {
  const base = polynomialModel(1, maxTokens);
  const mixed = (logits: ArrayLike<number>): Float32Array =>
    Float32Array.from(mixtures, (mixture) =>
      mixture.reduce((sum, weight, k) => sum + weight * logits[k]!, 0),
    );
  return {
    ...base,
    classes: mixtures.map((_, k) => `class ${k}`),
    activation,
    logits: async (rows, signal) => (await base.logits(rows, signal)).map(mixed),
    async gradients(rows, target, signal) {
      const byClass: OutputGradient[][] = [];
      for (const classIndex of base.classes.keys()) {
        byClass.push(await base.gradients(rows, { classIndex, output: 'logit' }, signal));
      }
      return rows.map((row, r) => {
        const logits = mixed(byClass.map((all) => all[r]!.output));
        const p = probabilitiesOf({ activation }, logits);
        const own = target.classIndex;
        const slopes = mixtures.map((_, k) => {
          if (target.output === 'logit') return k === own ? 1 : 0;
          if (activation === 'sigmoid') return k === own ? p[own]! * (1 - p[own]!) : 0;
          return p[own]! * ((k === own ? 1 : 0) - p[k]!);
        });
        const gradient = row.embeddings.map((_, e) =>
          mixtures.reduce(
            (sum, mixture, k) =>
              sum +
              slopes[k]! *
                mixture.reduce((inner, weight, j) => inner + weight * byClass[j]![r]!.gradient[e]!, 0),
            0,
          ),
        );
        return { output: targetValue(logits, target, activation), gradient };
      });
    },
  };
}
