import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * What a command has found so far, by key, kept in a file of JSON lines: started again it goes on where it was stopped.
 * The name of the file says what its contents hold for (a model's version, above all).
 */
export class Ledger<T> {
  private constructor(
    private readonly file: string,
    private readonly found: Map<string, T>,
  ) {}

  /** @throws SyntaxError where a line that has an end is not JSON */
  static async open<T>(file: string): Promise<Ledger<T>> {
    const content = await readFile(file, 'utf8').catch(() => '');
    const lines = content.split('\n');
    // A last line without its end was cut off: it is found again, and must not run into the next.
    if (lines.pop() !== '') await writeFile(file, lines.map((line) => `${line}\n`).join(''));
    await mkdir(dirname(file), { recursive: true });
    return new Ledger(file, new Map(lines.map((line) => JSON.parse(line) as [string, T])));
  }

  get(key: string): T | undefined {
    return this.found.get(key);
  }

  /** What is known under a key, else what `find` finds, which is kept. */
  async once(key: string, find: () => Promise<T>): Promise<T> {
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const value = await find();
    await this.keep([[key, value]]);
    return value;
  }

  async keep(entries: readonly (readonly [key: string, value: T])[]): Promise<void> {
    await appendFile(this.file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    for (const [key, value] of entries) this.found.set(key, value);
  }
}

/** All sources under a folder, tests apart, in order. */
export async function sourcesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

/** Tells files apart by their contents: what they made is found again once one of them has changed. */
export async function fingerprint(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
