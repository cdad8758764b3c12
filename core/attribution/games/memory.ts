import { coalitionKey, type Coalition, type CoalitionLogits, type Game } from './game';

/** The same game, each coalition evaluated once; `evaluations` counts them. */
export interface MemoGame extends Game {
  readonly evaluations: number;
  values(coalitions: readonly Coalition[], signal?: AbortSignal): Promise<Float64Array>;
}

/** Puts a memory in front of a game, for methods and metrics that ask about the same coalitions. */
export function memoize(game: Game): MemoGame {
  const memory = new Memory((coalitions, signal) => game.values(coalitions, signal));
  return {
    players: game.players,
    get evaluations() {
      return memory.size;
    },
    values: async (coalitions, signal) => Float64Array.from(await memory.of(coalitions, signal)),
  };
}

/** The same logits, each coalition evaluated once; `evaluations` counts them. */
export interface MemoLogits extends CoalitionLogits {
  readonly evaluations: number;
  /** What is remembered, and nothing else: asked about another coalition, it throws NotEvaluated. */
  readonly known: CoalitionLogits;
}

/** A coalition was asked about that nobody has evaluated, where nothing is to be evaluated. */
export class NotEvaluated extends Error {
  override readonly name = 'NotEvaluated';

  constructor() {
    super('A coalition is not among those that were evaluated.');
  }
}

/** Puts a memory in front of logits: every class and output of a coalition is known once it is evaluated. */
export function memoizeLogits(source: CoalitionLogits): MemoLogits {
  // Rows are plain arrays: a typed array for each row would take several times the memory.
  const memory = new Memory(async (coalitions, signal) =>
    (await source.logits(coalitions, signal)).map((row) => Array.from(row)),
  );
  const { players, activation } = source;
  return {
    players,
    activation,
    get evaluations() {
      return memory.size;
    },
    logits: (coalitions, signal) => memory.of(coalitions, signal),
    known: {
      players,
      activation,
      // What is thrown in here rejects the promise.
      logits: (coalitions) => new Promise((resolve) => resolve(memory.known(coalitions))),
    },
  };
}

/** Remembers results by coalition. It asks only for new coalitions, and for each once. */
class Memory<T> {
  readonly #found = new Map<string, T>();

  constructor(
    private readonly ask: (
      coalitions: readonly Coalition[],
      signal: AbortSignal | undefined,
    ) => Promise<ArrayLike<T>>,
  ) {}

  get size(): number {
    return this.#found.size;
  }

  async of(coalitions: readonly Coalition[], signal: AbortSignal | undefined): Promise<T[]> {
    const keys = coalitions.map(coalitionKey);
    const fresh = new Map<string, Coalition>();
    coalitions.forEach((coalition, i) => {
      if (!this.#found.has(keys[i]!)) fresh.set(keys[i]!, coalition);
    });
    if (fresh.size > 0) {
      const found = await this.ask([...fresh.values()], signal);
      let i = 0;
      for (const key of fresh.keys()) this.#found.set(key, found[i++]!);
    }
    return keys.map((key) => this.#found.get(key)!);
  }

  /** @throws NotEvaluated */
  known(coalitions: readonly Coalition[]): T[] {
    return coalitions.map((coalition) => {
      const found = this.#found.get(coalitionKey(coalition));
      if (found === undefined) throw new NotEvaluated();
      return found;
    });
  }
}
