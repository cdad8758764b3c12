import type { Classification } from '../../workers/api';

/** One measurement: rows of about so many tokens were read, each token in so many seconds. */
interface Measured {
  readonly tokensOfRow: number;
  readonly secondsOfToken: number;
  /** Milliseconds. */
  readonly at: number;
}

/** Measurements that a pace is made of, at least and at most: one alone may have been disturbed. */
const fewest = 3;
const most = 5;

/** How far apart the usual measurement and the quickest may lie where the pace is to be told. */
const steady = 2;

/** Rows count as of one kind up to this ratio of their tokens. */
const alike = 2;

/** Milliseconds after which a measurement says nothing of now. */
const mostAge = 300_000;

const mostKept = 40;

/** How long reading takes here, by what was measured last. What else runs meanwhile makes a measurement longer, never shorter. */
export class ReadingPace {
  #measured = $state.raw<readonly Measured[]>([]);

  /** @param now milliseconds, from any beginning */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Learns from rows that were read, each of so many tokens. */
  learn(rows: number, tokensOfRow: number, seconds: number): void {
    if (rows <= 0 || seconds <= 0) return;
    const measured = { tokensOfRow, secondsOfToken: seconds / (rows * tokensOfRow), at: this.now() };
    this.#measured = [...this.#measured, measured].slice(-mostKept);
  }

  /**
   * Seconds a token of rows of about so many tokens: the median of the last measurements. Null where there are too few of
   * such rows, or they differ so much that no number could be told.
   */
  of(tokensOfRow: number): number | null {
    const oldest = this.now() - mostAge;
    const last = this.#measured
      .filter((one) => one.at >= oldest && areAlike(one.tokensOfRow, tokensOfRow))
      .slice(-most)
      .map(({ secondsOfToken }) => secondsOfToken)
      .sort((a, b) => a - b);
    if (last.length < fewest) return null;
    const median = last[last.length >> 1]!;
    return median <= steady * last[0]! ? median : null;
  }

  /** What was measured holds no more: something else reads now. */
  forget(): void {
    this.#measured = [];
  }
}

function areAlike(a: number, b: number): boolean {
  return a <= alike * b && b <= alike * a;
}

/** Tokens that the model reads at once. */
export function tokensOfRow({ readTokens, windows }: Pick<Classification, 'readTokens' | 'windows'>): number {
  return readTokens / windows;
}
