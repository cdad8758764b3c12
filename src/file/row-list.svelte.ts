import { untrack } from 'svelte';
import type { RowInSight } from '../../core/table/row-in-sight';
import type { FileWork } from './file-work.svelte';
import { barAt, scrolled } from './scaled-scroll';

/** Height of a row, in the reader's own size of letters. */
const rowRems = 2.6;
/** Rows drawn above and below those in sight. */
const margin = 6;

/** Which rows of a file are in sight, and where the keyboard is among them. Made within a component, and gone with it. */
export class RowList {
  rowHeight = $state(rowRems * 16);
  /** Height of the rows in sight, pixels, header not counted. */
  viewport = $state(400);
  /** Pixels of the content above them. */
  top = $state(0);
  /** Where the scroll bar stands. */
  bar = $state(0);
  active = $state(0);
  drawn = $state.raw<{ readonly from: number; readonly rows: readonly RowInSight[] }>({ from: 0, rows: [] });

  readonly sizes = $derived.by(() => ({
    content: this.work.shown.selected * this.rowHeight,
    viewport: this.viewport,
  }));
  readonly #from = $derived(Math.max(0, Math.floor(this.top / this.rowHeight) - margin));
  readonly #count = $derived(Math.ceil(this.viewport / this.rowHeight) + 2 * margin);
  #scroller: HTMLElement | null = null;
  #asked = 0;

  constructor(private readonly work: FileWork) {
    ({ top: this.top, active: this.active } = untrack(() => work.shown.place));
    $effect(() => this.#draw());
    // Another question begins at its first row.
    let question = untrack(() => work.shown.query);
    $effect(() => {
      if (work.shown.query === question) return;
      question = work.shown.query;
      this.active = 0;
      this.goTo(0);
    });
    $effect(() => {
      work.shown.place = { top: this.top, active: this.active };
    });
  }

  /** Takes hold of the element that scrolls. @returns lets go of it */
  attach(scroller: HTMLElement): () => void {
    this.#scroller = scroller;
    const measure = () => {
      const header = scroller.querySelector<HTMLElement>('.head')?.offsetHeight ?? 0;
      this.viewport = Math.max(0, scroller.clientHeight - header);
    };
    this.rowHeight = rowRems * parseFloat(getComputedStyle(document.documentElement).fontSize);
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    measure();
    // Once the list has its height.
    requestAnimationFrame(() => {
      this.goTo(this.work.shown.place.top);
      // Who opened a row by a key goes on at the next.
      if (this.work.shown.isLeft) scroller.focus({ preventScroll: true });
      this.work.shown.isLeft = false;
    });
    return () => {
      observer.disconnect();
      this.#scroller = null;
    };
  }

  /** The row at the keyboard; undefined while it is not drawn. */
  get activeRow(): RowInSight | undefined {
    return this.drawn.rows[this.active - this.drawn.from];
  }

  onScroll(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const place = scrolled({ top: this.top, bar: this.bar }, scroller.scrollTop, this.sizes);
    ({ top: this.top, bar: this.bar } = place);
    if (place.bar !== scroller.scrollTop) scroller.scrollTop = place.bar;
  }

  goTo(pixels: number): void {
    const { sizes } = this;
    this.top = Math.max(0, Math.min(pixels, sizes.content - sizes.viewport));
    this.bar = barAt(this.top, sizes);
    if (!this.#scroller) return;
    this.#scroller.scrollTop = this.bar;
    // As the browser rounds it: the event that follows must not count as a move.
    this.bar = this.#scroller.scrollTop;
  }

  activate(row: number): void {
    this.active = Math.max(0, Math.min(row, this.work.shown.selected - 1));
    const start = this.active * this.rowHeight;
    if (start < this.top) this.goTo(start);
    else if (start + this.rowHeight > this.top + this.viewport) {
      this.goTo(start + this.rowHeight - this.viewport);
    }
  }

  /** Goes to another row by a key. @returns whether the key goes anywhere */
  move(key: string): boolean {
    const { active } = this;
    const inSight = Math.max(1, Math.floor(this.viewport / this.rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + inSight,
      PageUp: active - inSight,
      Home: 0,
      End: this.work.shown.selected - 1,
    };
    const row = moves[key];
    if (row === undefined) return false;
    this.activate(row);
    return true;
  }

  #draw(): void {
    void this.work.shown.version;
    void this.work.shown.columns;
    void this.work.shown.classIndex;
    this.work.shown.inSight = { from: this.#from, count: this.#count };
    const wanted = { from: this.#from, count: this.#count, number: ++this.#asked };
    this.work.shown.rows(wanted.from, wanted.count).then(
      (rows) => {
        if (wanted.number === this.#asked) this.drawn = { from: wanted.from, rows };
      },
      // The worker has ended, which is told where it is noticed.
      () => undefined,
    );
  }
}
