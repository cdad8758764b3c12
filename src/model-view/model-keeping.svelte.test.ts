import { describe, expect, it } from 'vitest';
import { ModelKeeping } from './model-keeping.svelte';
import { keepModel, openKept, removeKept, type KeptFolder } from './kept-models';

const missing = () => new DOMException('it is not there', 'NotFoundError');

/** As much of a folder of OPFS as keeping models needs, in memory. `written` is awaited by each file before it is there. */
class MemoryFolder {
  readonly kind = 'directory';
  readonly entries = new Map<string, MemoryFolder | MemoryFile>();
  readonly name: string;
  readonly written: () => Promise<void>;

  constructor(name: string, written: () => Promise<void>) {
    this.name = name;
    this.written = written;
  }

  getDirectoryHandle = (name: string, options?: { create?: boolean }) =>
    this.#get(name, options, () => new MemoryFolder(name, this.written));

  getFileHandle = (name: string, options?: { create?: boolean }) =>
    this.#get(name, options, () => new MemoryFile(name, this.written));

  removeEntry = (name: string) => (this.entries.delete(name) ? Promise.resolve() : Promise.reject(missing()));

  async *values() {
    yield* this.entries.values();
    await Promise.resolve();
  }

  #get<T extends MemoryFolder | MemoryFile>(
    name: string,
    options: { create?: boolean } | undefined,
    make: () => T,
  ): Promise<T> {
    const found = this.entries.get(name) as T | undefined;
    if (found) return Promise.resolve(found);
    if (!options?.create) return Promise.reject(missing());
    const made = make();
    this.entries.set(name, made);
    return Promise.resolve(made);
  }
}

class MemoryFile {
  readonly kind = 'file';
  readonly name: string;
  readonly written: () => Promise<void>;
  content = new Blob();

  constructor(name: string, written: () => Promise<void>) {
    this.name = name;
    this.written = written;
  }

  getFile = () => Promise.resolve(this.content);

  createWritable = () =>
    Promise.resolve({
      write: (content: Blob) => this.written().then(() => void (this.content = content)),
      close: () => Promise.resolve(),
    });
}

const place = (written = () => Promise.resolve()) => new MemoryFolder('', written) as unknown as KeptFolder;

const brought = { name: 'mine', files: { 'onnx/model.onnx': new Blob(['graph']) } };
const facts = { version: 'one', bytes: 5 };

describe('what is kept of models', () => {
  it('is listed by the page that follows the one that kept it, though its files were still being written', async () => {
    let finish = () => {};
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const folder = place(() => slow);
    const keeping = new ModelKeeping(() => Promise.resolve(folder));
    const writing = keeping.change((to) => keepModel(to, brought, facts));
    const following = keeping.refresh();
    expect(keeping.busy).toBe(true);
    finish();
    await Promise.all([writing, following]);
    expect(keeping.models).toMatchObject([{ name: 'mine', version: 'one', bytes: 5 }]);
    expect(keeping.busy).toBe(false);
    expect(await (await openKept(folder, keeping.models[0]!)).files['onnx/model.onnx']!.text()).toBe('graph');
  });

  it('says what went wrong, lists what is there, and can be changed again', async () => {
    const folder = place();
    const keeping = new ModelKeeping(() => Promise.resolve(folder));
    await keeping.change((to) => keepModel(to, brought, facts));
    await keeping.change(() => Promise.reject(new Error('There is no room to keep it.')));
    expect(keeping.problem).toBe('There is no room to keep it.');
    expect(keeping.models).toHaveLength(1);
    await keeping.change((from) => removeKept(from, keeping.models[0]!));
    expect(keeping.problem).toBe('');
    expect(keeping.models).toEqual([]);
  });

  it('is changed by one at a time: a second press changes nothing', async () => {
    const folder = place();
    const keeping = new ModelKeeping(() => Promise.resolve(folder));
    await Promise.all([
      keeping.change((to) => keepModel(to, brought, facts)),
      keeping.change((to) => keepModel(to, { ...brought, name: 'other' }, facts)),
    ]);
    expect(keeping.models.map(({ name }) => name)).toEqual(['mine']);
  });

  it('is nothing where the browser offers no place', async () => {
    const keeping = new ModelKeeping(() => Promise.resolve(null));
    await keeping.change(() => Promise.reject(new Error('never')));
    expect(keeping).toMatchObject({ folder: null, models: [], ready: true, busy: false, problem: '' });
  });
});
