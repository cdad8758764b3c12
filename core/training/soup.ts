import type { Parameters } from '../checkpoint/checkpoint';

/**
 * The mean of several models' weights (a "model soup"; Wortsman et al. 2022). All have the same parameters.
 * @param shares how much each model counts, from 0; all count alike by default
 */
export function meanWeights(models: readonly Parameters[], shares = models.map(() => 1)): Parameters {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return new Map(
    [...models[0]!].map(([name, { length }]) => {
      const mean = new Float32Array(length);
      models.forEach((model, index) => {
        const weights = model.get(name)!;
        const share = shares[index]! / total;
        for (let i = 0; i < length; i++) mean[i]! += share * weights[i]!;
      });
      return [name, mean];
    }),
  );
}
