export { count, grouped, ofTotal } from '../../core/text/count';

const minus = '\u2212';

/** A signed value in as many decimals as matter in a plot: "+0.123", "\u22120.040", "0.000". */
export function signed(value: number, digits = 3): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return (value < 0 ? minus : '+') + text;
}

/** Decimals in which the largest of some values has three digits, at least `least`: values of a long text are small. */
export function digitsFor(values: readonly number[], least = 3): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? least : Math.min(8, Math.max(least, 2 - Math.floor(Math.log10(largest))));
}

export function fixed(value: number, digits = 3): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? minus + text : text;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A size in two or three figures, as people write it: "40 kB", "12.3 MB", "140 MB", "1.4 GB". */
export function bytes(count: number): string {
  if (count < 99_500) return `${Math.ceil(count / 1e3)} kB`;
  if (count < 99.95e6) return `${(count / 1e6).toFixed(1)} MB`;
  if (count < 999.5e6) return `${Math.round(count / 1e6)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

/** "0.3 s", "3 s", "2 min 5 s", "4 h 10 min". */
export function duration(seconds: number): string {
  if (seconds > 0 && seconds < 0.05) return 'under 0.1 s';
  if (seconds > 0 && seconds < 0.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min${whole % 60 === 0 ? '' : ` ${whole % 60} s`}`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/** A duration that was guessed: "under a second", "about 40 s", "about 12 min", "about 3 h". */
export function roughDuration(seconds: number): string {
  // A second would be too much by far of what takes a fraction of one.
  if (seconds < 0.75) return 'under a second';
  const step = seconds < 10 ? 1 : seconds < 60 ? 5 : seconds < 3600 ? 60 : 3600;
  return `about ${duration(Math.round(seconds / step) * step)}`;
}

/** What is left of a work at its pace so far, such as "about 8 s left"; empty while there is none to tell. */
export function timeLeft(done: number, total: number, startedAt: number): string {
  if (done === 0 || total <= done) return '';
  const elapsed = (performance.now() - startedAt) / 1000;
  return `${roughDuration((elapsed / done) * (total - done))} left`;
}

/** A line never ends between a number and its sign. */
export function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}
