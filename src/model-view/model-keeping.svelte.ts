import { keptFolder, listKept, type KeptFolder, type KeptModel } from './kept-models';

/**
 * What is kept of models in this browser, as it is shown. There is one for the tab: a page goes when another model is opened,
 * and what it still writes then is to be listed on the page that follows.
 */
export class ModelKeeping {
  folder = $state.raw<KeptFolder | null>(null);
  models = $state.raw<readonly KeptModel[]>([]);
  /** Whether it is known what is kept. */
  ready = $state(false);
  /** Whether it is being changed. */
  busy = $state(false);
  problem = $state('');
  #last: Promise<void> = Promise.resolve();
  readonly #find: () => Promise<KeptFolder | null>;

  constructor(find: () => Promise<KeptFolder | null> = keptFolder) {
    this.#find = find;
  }

  /** Reads anew what is kept, after all that is under way: the site's data may have been deleted, and the folder with them. */
  refresh(): Promise<void> {
    return this.#next(() => this.#list());
  }

  /** One change at a time; what goes wrong is said, and what is kept is read anew. */
  change(work: (folder: KeptFolder) => Promise<void>): Promise<void> {
    if (this.busy) return this.#last;
    this.busy = true;
    this.problem = '';
    void this.#next(async () => {
      await this.#list();
      if (this.folder) await work(this.folder);
    });
    return this.#next(async () => {
      this.busy = false;
      await this.#list();
    });
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work).catch((error: unknown) => {
      this.problem = (error as Error).message;
      this.ready = true;
    });
    return this.#last;
  }

  async #list(): Promise<void> {
    this.folder = await this.#find();
    this.models = this.folder ? await listKept(this.folder) : [];
    this.ready = true;
  }
}

export const modelKeeping = new ModelKeeping();
