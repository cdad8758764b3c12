import { binomial } from '../../math/combinatorics';
import { coalitionKey, type Coalition, type Game } from '../games/game';

/** The known values of a game. Each coalition is evaluated once. They are counted by the number of players present. */
export class KnownValues {
  private readonly values = new Map<string, number>();
  private readonly bySize: number[];
  /** How many coalitions may be known before nothing more is evaluated. */
  private most = 0;

  constructor(private readonly game: Game) {
    this.bySize = Array.from({ length: game.players + 1 }, () => 0);
  }

  /** How many coalitions have been evaluated. */
  get evaluations(): number {
    return this.values.size;
  }

  /** How many may still be evaluated. */
  get left(): number {
    return Math.max(0, this.most - this.values.size);
  }

  /** From now on so many may be known in all. */
  allow(most: number): void {
    this.most = most;
  }

  /** How many coalitions of a size are still unknown. */
  unknown(size: number): number {
    return binomial(this.game.players, size) - this.bySize[size]!;
  }

  /** The values of the first coalitions, as far as what is left allows. */
  async of(coalitions: readonly Coalition[], signal?: AbortSignal): Promise<Float64Array> {
    const { left } = this;
    const keys = coalitions.map(coalitionKey);
    const fresh = new Map<string, Coalition>();
    let count = 0;
    for (; count < keys.length; count++) {
      const key = keys[count]!;
      if (this.values.has(key) || fresh.has(key)) continue;
      if (fresh.size >= left) break;
      fresh.set(key, coalitions[count]!);
    }
    if (fresh.size > 0) {
      const values = await this.game.values([...fresh.values()], signal);
      let i = 0;
      for (const [key, coalition] of fresh) {
        this.values.set(key, values[i++]!);
        this.bySize[coalition.reduce((sum, bit) => sum + bit, 0)]!++;
      }
    }
    return Float64Array.from({ length: count }, (_, i) => this.values.get(keys[i]!)!);
  }
}
