/** Names of the User Timing marks that the first view sets, for whoever measures it. */
export type TimingMark = 'stored-example' | 'first-prediction' | 'first-colours' | 'settled' | 'stopped';

const starting = 'explain-start';

/** The marks of one text's explanation: of each name the last one stays. */
export const timing = {
  /** The text has been handed over to be explained. */
  start(): void {
    mark(starting);
  },
  /** Only the page's first counts as such. */
  once(name: 'stored-example' | 'first-prediction' | 'first-colours'): void {
    if (performance.getEntriesByName(name).length === 0) performance.mark(name);
  },
  /** Measures `explain`, from start to settled, too. */
  settled(): void {
    mark('settled');
    performance.clearMeasures('explain');
    performance.measure('explain', starting, 'settled');
  },
  stopped(): void {
    mark('stopped');
  },
};

/** In place of the last one: a page that explains a thousand texts would hold thousands. */
function mark(name: TimingMark | typeof starting): void {
  performance.clearMarks(name);
  performance.mark(name);
}
