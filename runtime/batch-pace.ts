/** Tokens of the first batch: so few that even a slow machine is done with them soon. */
const firstTokens = 512;

/** How many tokens a batch may have so that it takes no longer than it should, by what the batches before took. */
export class BatchPace {
  /** Tokens, padding included, of the next batch. */
  tokens: number;

  /**
   * @param most tokens of a batch, however quick it is
   * @param seconds that a batch should take at most; Infinity: batches are as large as they may be
   */
  constructor(
    private readonly most: number,
    private readonly seconds: number,
  ) {
    this.tokens = seconds < Infinity ? Math.min(most, firstTokens) : most;
  }

  /** Learns from a batch. What was too slow counts at once; what was quick is taken for luck at first. */
  learn(tokens: number, seconds: number): void {
    if (this.seconds === Infinity) return;
    const fitting = seconds > 0 ? (tokens * this.seconds) / seconds : this.most;
    this.tokens = Math.max(1, Math.min(this.most, Math.floor(fitting), 2 * Math.max(this.tokens, tokens)));
  }
}
