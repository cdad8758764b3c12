import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddedText } from '../../core/attribution/gradients/embedding-path';
import { textGame } from '../../core/attribution/games/game';
import { GradientMemory, GradientRoom } from '../../core/attribution/gradients/memory';
import { gradientShap } from '../../core/attribution/gradients/gradient-shap';
import { inputXGradient } from '../../core/attribution/gradients/input-x-gradient';
import { leaveOneOut } from '../../core/attribution/games/leave-one-out';
import type { DifferentiableClassifier, Target } from '../../core/model/classifier';
import { Run } from '../../core/attribution/run';
import { saliency } from '../../core/attribution/gradients/saliency';
import captum from '../../test/fixtures/peers/gradients.json';
import { openOracle } from '../../test/oracle';
import { special } from '../../test/synthetic';
import type { OpenModel } from './open-model';

const { background, rows } = captum;
const cases = rows.flatMap((row) =>
  (['probability', 'logit'] as const).map((output) => ({
    ...row[output],
    output,
    ids: row.ids,
    tokens: row.ids.length,
    target: { classIndex: row.target, output } satisfies Target,
  })),
);

/** Largest difference, over the largest expected value. */
function relativeError(values: ArrayLike<number>, expected: readonly number[]): number {
  expect(values).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(values[i]! - value))) / largest;
}

const mean = (all: readonly (readonly number[])[]) =>
  all[0]!.map((_, i) => all.reduce((sum, values) => sum + values[i]!, 0) / all.length);

describe.each(cases)("Captum's values for the $output of $tokens tokens", ({ ids, target, ...expected }) => {
  let model: OpenModel;
  let classifier: DifferentiableClassifier;

  beforeAll(async () => {
    model = await openOracle('plain');
    ({ classifier } = model);
  });
  afterAll(() => model.dispose());

  const tokens = ids.map((id) => ({
    id,
    start: 0,
    end: 0,
    special: id === special.cls || id === special.sep,
  }));
  /** All tokens, as in Captum: [CLS] and [SEP] too. */
  const embedded = (): EmbeddedText => ({
    tokens,
    features: ids.map((_, token) => ({ tokens: [token] })),
    target,
    special,
    gradients: new GradientMemory(classifier, new GradientRoom()),
  });

  it('are those of Saliency (l1)', async () => {
    const { values } = await saliency(classifier, embedded(), { norm: 'l1' }, new Run({}));
    expect(relativeError(values, expected.saliency_l1)).toBeLessThan(1e-4);
  });

  it('are those of Input x Gradient', async () => {
    const { values } = await inputXGradient(classifier, embedded(), new Run({}));
    expect(relativeError(values, expected.input_x_gradient)).toBeLessThan(1e-4);
  });

  it.each(background.map((row, at) => [at, row] as const))(
    'are the limit of Gradient SHAP from background text %d',
    async (at, row) => {
      const { values } = await gradientShap(
        classifier,
        embedded(),
        [row],
        { seed: 1, samples: 1000, until: 0 },
        new Run({}),
      );
      expect(relativeError(values, expected.integrated_gradients[at]!)).toBeLessThan(1e-4);
    },
  );

  it('are those of Gradient SHAP over all background texts, within its standard errors', async () => {
    const settings = { seed: 1, samples: 1500, until: 0 };
    const { values, standardErrors } = await gradientShap(
      classifier,
      embedded(),
      background,
      settings,
      new Run({}),
    );
    const limit = mean(expected.integrated_gradients);
    expect(relativeError(values, limit)).toBeLessThan(0.02);
    limit.forEach((value, i) =>
      expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(4 * standardErrors![i]! + 1e-6),
    );
  });

  it('are those of FeatureAblation, for leave-one-out of pairs of tokens', async () => {
    const features = expected.ablated_pairs.map((_, pair) => ({
      tokens: [1 + 2 * pair, 2 + 2 * pair].filter((token) => token < ids.length - 1),
    }));
    const game = textGame(classifier, { text: '', tokens, words: [] }, features, 'mask', special, target);
    const { values } = await leaveOneOut(game, new Run({}));
    expect(relativeError(values, expected.ablated_pairs)).toBeLessThan(1e-4);
  });
});
