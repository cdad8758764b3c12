/** Mean and scatter of vectors that are added one by one. Welford's update avoids cancellation. */
export class RunningMoments {
  count = 0;
  private readonly means: Float64Array;
  private readonly scatter: Float64Array;

  constructor(size: number) {
    this.means = new Float64Array(size);
    this.scatter = new Float64Array(size);
  }

  add(vector: ArrayLike<number>): void {
    this.count++;
    for (let i = 0; i < this.means.length; i++) {
      const shift = vector[i]! - this.means[i]!;
      this.means[i]! += shift / this.count;
      this.scatter[i]! += shift * (vector[i]! - this.means[i]!);
    }
  }

  mean(): Float64Array {
    return this.means.slice();
  }

  /** Sample standard deviation; null below two vectors. */
  deviation(): Float64Array | null {
    return this.count > 1 ? this.scatter.map((sum) => Math.sqrt(sum / (this.count - 1))) : null;
  }

  /** Standard error of the mean; null below two vectors. */
  standardError(): Float64Array | null {
    return this.deviation()?.map((deviation) => deviation / Math.sqrt(this.count)) ?? null;
  }
}
