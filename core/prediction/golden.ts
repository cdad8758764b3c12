import type { DifferentiableClassifier, Target } from '../model/classifier';
import { argmax } from '../math/argmax';
import type { GoldenOutputs } from '../model/golden-outputs';
import type { Tokenizer } from '../text/types';

/** They are short, because every backend computes them at each start of the page. Their lengths and classes differ. */
const texts = [
  'I love it!',
  'The meeting was moved to Tuesday at 10 am.',
  'Worst service ever, I will not come back.',
];

/**
 * Kernels differ, sum in another order, and a graphics card has its own exp and tanh: the tolerances leave room for
 * that.
 */
const LOGIT_TOLERANCE = 5e-3;
const GRADIENT_TOLERANCE = 1e-2;

/**
 * Of a more certain class the logit is explained: what is left to the others is lost in the rounding of such a probability,
 * and with it the gradient, differently on each backend.
 */
const MOST_CERTAIN = 0.999;

/**
 * What a faithful backend answers: computed in float on the exported weights.
 * @param integer what reads texts by its integer graph, when it has one: its own error, doubled, is its tolerance
 */
export async function goldenOutputs(
  float: DifferentiableClassifier,
  integer: Pick<DifferentiableClassifier, 'logits'> | null,
  tokenizer: Tokenizer,
): Promise<GoldenOutputs> {
  // One thing after the other: who has little memory opens for each what it takes, and closes what it took before.
  const all = texts.map((text) => tokenizer.tokenize(text).tokens.map(({ id }) => id));
  const logits = await inTurn(all, async (ids) => (await float.logits([{ ids }]))[0]!);
  const rows = await inTurn(all, async (ids, index) => {
    const explained = async (output: Target['output']) => {
      const target: Target = { classIndex: argmax(logits[index]!), output };
      const [answer] = await float.gradients([{ embeddings: float.embed(ids) }], target);
      return { target, ...answer! };
    };
    const first = await explained(index % 2 === 0 ? 'probability' : 'logit');
    const isLost = first.target.output === 'probability' && first.output > MOST_CERTAIN;
    const { target, output, gradient } = isLost ? await explained('logit') : first;
    return {
      ids,
      logits: [...logits[index]!],
      target,
      output,
      gradient: Array.from(gradient, (value) => Number(value.toPrecision(6))),
    };
  });
  const rounded = integer && (await inTurn(all, async (ids) => (await integer.logits([{ ids }]))[0]!));
  const integerError = Math.max(
    0,
    ...(rounded ?? []).flatMap((answer, row) =>
      Array.from(answer, (value, at) => Math.abs(value - logits[row]![at]!)),
    ),
  );
  return {
    rows,
    tolerance: {
      logits: LOGIT_TOLERANCE,
      integerLogits: LOGIT_TOLERANCE + 2 * integerError,
      gradient: GRADIENT_TOLERANCE,
    },
  };
}

async function inTurn<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) results.push(await work(item, index));
  return results;
}
