/** A tab's memory of something that, where it ends the page itself, must not be tried again at every load. */
export interface Trial {
  /** Begins it. @returns whether one begun before in this tab ended the page: then it is not to be tried again */
  begin(): boolean;
  /** It ended, well or badly, and the page is still there. */
  end(): void;
}

/** For what cannot end the page. */
export const harmlessTrial: Trial = { begin: () => false, end: () => undefined };
