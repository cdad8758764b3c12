/** Has the browser ask before the page is left, while something would be lost. */
export class LeaveGuard {
  /** @param loses whether anything would be lost now */
  constructor(private readonly loses: () => boolean) {}

  begin(): void {
    addEventListener('beforeunload', this.#ask);
  }

  end(): void {
    removeEventListener('beforeunload', this.#ask);
  }

  readonly #ask = (event: BeforeUnloadEvent): void => {
    if (this.loses()) event.preventDefault();
  };
}
