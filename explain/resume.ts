import { createReadStream } from 'node:fs';
import { readFile, stat, truncate } from 'node:fs/promises';
import { AppendedFile, writeText } from '../cli/output';
import type { UnreadLine } from '../finetune/data/unread-line';
import type { SummarisedDocument } from './summary';

/** One line that this command has written: of a text, or why there is nothing to explain in a row. */
export type WrittenLine = WrittenDocument | UnreadLine;

/** What it has written of a text. */
export type WrittenDocument = (SummarisedDocument | { readonly classes: readonly SummarisedDocument[] }) & {
  readonly text: string;
};

/**
 * The file of JSON Lines to which explanations are written. A run can continue an interrupted one: first it gets the
 * finished lines back, then it appends new ones. FILE.meta.json, beside the file, says how the lines were made. Only a
 * run that would make the same lines may continue.
 */
export class ExplanationFile {
  #appended: AppendedFile | null = null;

  private constructor(
    private readonly file: string,
    private readonly written: AsyncGenerator<WrittenLine, number>,
  ) {}

  /**
   * @param made the settings, the model and the reading of the data that lines come from: anything that JSON can hold
   * @throws Error when the file was made otherwise, saying what differs, or cannot be written
   */
  static async open(file: string, made: object): Promise<ExplanationFile> {
    const found = await stat(file).catch(() => null);
    // A device or a pipe gives nothing back.
    const isRegular = found?.isFile() ?? true;
    if (isRegular && found && found.size > 0) {
      await requireMadeLikewise(file, made);
      return new ExplanationFile(file, writtenLines(file));
    }
    if (isRegular) await writeText(metaOf(file), `${JSON.stringify(made, null, 2)}\n`);
    return new ExplanationFile(file, writtenLines(null));
  }

  /**
   * The next line of an earlier run; null if there is no more. An unfinished last line is cut off.
   * @throws Error when a line is not a document of this command
   */
  async next(): Promise<WrittenLine | null> {
    if (this.#appended) return null;
    const next = await this.written.next();
    if (!next.done) return next.value;
    const size = await stat(this.file).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    );
    if (size > next.value) await truncate(this.file, next.value);
    this.#appended = await AppendedFile.open(this.file);
    return null;
  }

  /** Appends a line. It may be called once `next` has returned null. */
  async append(document: object): Promise<void> {
    if (!this.#appended) throw new Error(`${this.file} still holds explanations that have not been read.`);
    await this.#appended.write(`${JSON.stringify(document)}\n`);
  }

  async close(): Promise<void> {
    await this.#appended?.close();
    await this.written.return(0);
  }
}

function metaOf(file: string): string {
  return `${file}.meta.json`;
}

async function requireMadeLikewise(file: string, made: object): Promise<void> {
  const otherwise = 'choose another --out, or remove the file';
  const text = await readFile(metaOf(file), 'utf8').catch(() => {
    throw new Error(`${file} is there already, and no ${metaOf(file)} says how it was made: ${otherwise}.`);
  });
  const before = leaves(parsed(text));
  const now = leaves(JSON.parse(JSON.stringify(made)));
  const differing = [...new Set([...before.keys(), ...now.keys()])].filter(
    (name) => before.get(name) !== now.get(name),
  );
  if (differing.length === 0) return;
  const said = differing.map(
    (name) => `${name} ${before.get(name) ?? 'not set'} there, ${now.get(name) ?? 'not set'} here`,
  );
  throw new Error(`${file} was made otherwise (${said.join('; ')}): ${otherwise}.`);
}

/** Every value within JSON, by its place, such as settings.class. */
function leaves(value: unknown, place = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) leaves(part, place ? `${place}.${name}` : name, found);
  } else {
    found.set(place, JSON.stringify(value));
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const NEWLINE = 0x0a;

/** The whole lines of a file, or nothing if `file` is null. Returns where the last whole line ends, in bytes. */
async function* writtenLines(file: string | null): AsyncGenerator<WrittenLine, number> {
  let rest = Buffer.alloc(0);
  let [lines, end] = [0, 0];
  for await (const chunk of file === null ? [] : createReadStream(file)) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let newline = rest.indexOf(NEWLINE); newline >= 0; newline = rest.indexOf(NEWLINE, start)) {
      yield toLine(rest.toString('utf8', start, newline), `${file}, line ${++lines}`);
      start = newline + 1;
    }
    end += start;
    rest = rest.subarray(start);
  }
  return end;
}

function toLine(line: string, where: string): WrittenLine {
  const document = Object(parsed(line)) as {
    readonly text?: unknown;
    readonly classes?: unknown;
  } & Partial<SummarisedDocument> &
    Partial<Record<keyof UnreadLine, unknown>>;
  if (typeof document.line === 'number' && typeof document.fault === 'string') {
    return { line: document.line, fault: document.fault };
  }
  const parts = (
    Array.isArray(document.classes) ? document.classes : [document]
  ) as readonly Partial<SummarisedDocument>[];
  if (typeof document.text === 'string' && parts.every((part) => part.explanations && part.agreement)) {
    return document as unknown as WrittenDocument;
  }
  throw new Error(`${where} is not an explanation: choose another --out, or remove the file.`);
}
