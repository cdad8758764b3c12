import { consensusOf } from '../assessment/consensus';
import { clearSigns } from '../assessment/sign-clarity';
import type { Explanation } from '../attribution/explanation';
import { hasDirection } from '../attribution/methods/all';

/** The least size of a value that anybody would act on: an error of it is one that nobody sees. */
const least: Readonly<Record<Explanation['target']['output'], number>> = { probability: 0.005, logit: 0.02 };

/** Which words methods move, and whether they move them the same way. */
export interface Directions {
  /** Methods whose values have a direction. */
  readonly methods: number;
  /**
   * Words that are compared, in the order of the text: those with a clear sign among the top five of a method, and those
   * that two methods or more clearly move by half a point at least (0.02 of a logit).
   */
  readonly compared: readonly number[];
  /** Those of them that methods move different ways, in the order of the text. */
  readonly disputed: readonly number[];
}

/**
 * Where methods agree on directions, over all words: what `consensusOf` disputes among the strongest is disputed here too.
 * Methods without a direction have no say.
 * @param explanations of the same text, class, output and words
 */
export function directionsOf(
  explanations: readonly Pick<
    Explanation,
    'method' | 'target' | 'values' | 'standardErrors' | 'diagnostics'
  >[],
): Directions {
  const signed = explanations.filter(({ method }) => hasDirection(method));
  if (signed.length < 2) return { methods: signed.length, compared: [], disputed: [] };
  const strongest = consensusOf(signed);
  const compared = new Set(strongest.compared);
  const disputed = new Set(strongest.disputed);
  const moves = signed.map(({ target, values, ...rest }) => {
    const clear = clearSigns({ values, ...rest });
    return values.map((value, i) =>
      clear[i] && Math.abs(value) >= least[target.output] ? Math.sign(value) : 0,
    );
  });
  moves[0]!.forEach((_, index) => {
    const signs = moves.map((each) => each[index]!).filter((sign) => sign !== 0);
    if (signs.length < 2) return;
    compared.add(index);
    if (new Set(signs).size > 1) disputed.add(index);
  });
  const inOrder = (words: ReadonlySet<number>): number[] => [...words].sort((a, b) => a - b);
  return { methods: signed.length, compared: inOrder(compared), disputed: inOrder(disputed) };
}
