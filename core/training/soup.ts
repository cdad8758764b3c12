/** The mean of several models' weights (a uniform "model soup"; Wortsman et al. 2022). All have the same parameters. */
export function meanWeights(
  models: readonly ReadonlyMap<string, Float32Array>[],
): ReadonlyMap<string, Float32Array> {
  return new Map(
    [...models[0]!].map(([name, { length }]) => {
      const mean = new Float32Array(length);
      for (const model of models) {
        const weights = model.get(name)!;
        for (let i = 0; i < length; i++) mean[i]! += weights[i]! / models.length;
      }
      return [name, mean];
    }),
  );
}
