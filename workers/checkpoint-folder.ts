import type { CheckpointStore } from '../core/training/store';
import { bytesOf, TwinFile } from './twin-file';
import type { WorkFolder } from './work-shelf';

/**
 * Checkpoints in a folder whose files cannot be renamed: a small index says which file has which name. What it names is
 * never written to.
 */
export class CheckpointFolder implements CheckpointStore {
  readonly #index: TwinFile;
  #names: Record<string, string> | null = null;

  constructor(private readonly folder: WorkFolder) {
    this.#index = new TwinFile(folder, 'checkpoints');
  }

  async load(name: string): Promise<Uint8Array | null> {
    const file = (await this.#known())[name];
    return file === undefined ? null : bytesOf(this.folder, file);
  }

  async save(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const names = await this.#known();
    const used = Object.values(names);
    let number = 0;
    while (used.includes(`checkpoint-${number}`)) number++;
    const file = `checkpoint-${number}`;
    await this.folder.write(file, [bytes]);
    await this.#remember({ ...names, [name]: file });
  }

  async rename(from: string, to: string): Promise<void> {
    const { [from]: file, ...others } = await this.#known();
    if (file !== undefined) await this.#remember({ ...others, [to]: file });
  }

  async #known(): Promise<Record<string, string>> {
    this.#names ??= ((await this.#index.read()) as Record<string, string> | null) ?? {};
    return this.#names;
  }

  async #remember(names: Record<string, string>): Promise<void> {
    await this.#index.write(names);
    this.#names = names;
  }
}
