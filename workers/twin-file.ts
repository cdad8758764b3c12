import type { WorkFolder } from './work-shelf';

/** A small file of JSON that is replaced often: two are written in turn, and one of them is whole, whenever writing breaks off. */
export class TwinFile {
  #count = 0;

  constructor(
    private readonly folder: WorkFolder,
    private readonly name: string,
    /** What the value is called within the files. */
    private readonly field = 'value',
  ) {}

  async write(value: unknown): Promise<void> {
    const count = ++this.#count;
    const bytes = new TextEncoder().encode(JSON.stringify({ count, [this.field]: value }));
    await this.folder.write(`${this.name}-${count % 2}`, [bytes]);
  }

  /** What was written last; null where nothing was. */
  async read(): Promise<unknown> {
    let found: unknown = null;
    for (const twin of [0, 1]) {
      try {
        const json = await textOf(this.folder, `${this.name}-${twin}`);
        const written = JSON.parse(json) as { readonly count: number } & Readonly<Record<string, unknown>>;
        if (!(written.count > this.#count)) continue;
        found = written[this.field] ?? null;
        this.#count = written.count;
      } catch {
        // Broken off while it was written: the other one holds.
      }
    }
    return found;
  }
}

async function textOf(folder: WorkFolder, name: string): Promise<string> {
  return new TextDecoder().decode(await bytesOf(folder, name));
}

/** All of a file. */
export async function bytesOf(folder: WorkFolder, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await folder.size(name));
  let at = 0;
  for await (const part of folder.read(name)) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
