import { linkedText, type LinkedText } from '../text/link';

/** The page's views; the first is where it opens. */
export const viewNames = ['text', 'compare', 'file', 'teach', 'model', 'about'] as const;
export type ViewName = (typeof viewNames)[number];

const home = viewNames[0];

/** Where the page's address is read and set: the window, or what a test hands in. */
export interface AddressHost {
  readonly location: { hash: string };
  readonly history: { replaceState(data: null, unused: string, url: string): void };
  addEventListener(type: 'hashchange', listener: () => void): void;
  removeEventListener(type: 'hashchange', listener: () => void): void;
}

/** The address of a view, as the target of a link. */
export function hashOf(view: ViewName): string {
  return `#/${view}`;
}

/** The view that the address names. A link goes elsewhere, Back returns: the browser's history is the only one. */
export class Route {
  view = $state.raw<ViewName>(home);
  /** What a link carried; null where none did, and once it was taken. It stands in the address no longer. */
  linked = $state.raw<LinkedText | null>(null);
  readonly #host: AddressHost;
  readonly #follow = () => this.#read();

  constructor(host: AddressHost) {
    this.#host = host;
    this.#read();
    host.addEventListener('hashchange', this.#follow);
  }

  /** Follows the address no longer. */
  stop(): void {
    this.#host.removeEventListener('hashchange', this.#follow);
  }

  /** Opens a view, as a link to it does. */
  go(view: ViewName): void {
    this.#host.location.hash = hashOf(view);
  }

  /** Hands over what a link carried, once. */
  takeLinked(): LinkedText | null {
    const { linked } = this;
    this.linked = null;
    return linked;
  }

  #read(): void {
    const { hash } = this.#host.location;
    const linked = linkedText(hash);
    if (linked) this.linked = linked;
    const view = hash === '' ? home : viewNames.find((name) => hash === hashOf(name));
    // In place of the unknown address: Back would only lead to it again.
    if (!view) this.#host.history.replaceState(null, '', hashOf(home));
    this.view = view ?? home;
  }
}
