export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const SECONDS_BETWEEN_LINES = 15;

/**
 * Shows how far a long run is. On a terminal it rewrites one line; elsewhere it writes a new line every few seconds.
 */
export class ProgressLine {
  #lastLine = -Infinity;

  constructor(
    private readonly stream: ProgressStream,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {}

  show(text: string): void {
    if (this.stream.isTTY) {
      this.stream.write(`\r\u001b[K${text}`);
    } else if (this.now() - this.#lastLine >= SECONDS_BETWEEN_LINES) {
      this.#lastLine = this.now();
      this.stream.write(`${text}\n`);
    }
  }

  /** Removes the line from the terminal. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[K');
  }

  /** Writes a line that stays on the screen. */
  say(text: string): void {
    this.stream.write(this.stream.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`);
  }
}

/** "2 h 05 min", "3 min 20 s", "41 s". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (value: number) => String(value).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${whole} s`;
}
