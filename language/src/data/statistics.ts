/**
 * Count, range, mean and deviation of a stream of numbers in one pass and constant memory, by Welford's update:
 * mean += (x − mean)/n, m2 += (x − mean_before)(x − mean_after), which does not lose digits where mean² ≫ variance.
 * Source: B. P. Welford, Technometrics 4(3), 1962.
 */
export class Statistics {
  count = 0;
  min = Number.NaN;
  max = Number.NaN;
  mean = Number.NaN;
  integer = true;
  private m2 = 0;

  /** Takes a finite number, `times` times (Chan et al. 1983, equation 1.5, for times > 1). */
  add(value: number, times = 1): void {
    if (this.count === 0) {
      this.min = value;
      this.max = value;
      this.mean = 0;
    }
    this.count += times;
    const before = value - this.mean;
    this.mean += (before * times) / this.count;
    this.m2 += before * (value - this.mean) * times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.integer && !Number.isInteger(value)) this.integer = false;
  }

  /** The population standard deviation √(m2/n); NaN without any number. */
  get std(): number {
    return this.count === 0 ? Number.NaN : Math.sqrt(this.m2 / this.count);
  }
}
