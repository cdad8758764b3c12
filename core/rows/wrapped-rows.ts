const string = /"(?:[^"\\]|\\.)*"/y;
const plain = /[^\s"[\]{},:]+/y;
const space = /\s*/y;
const listOfObjects = /\s*\[\s*\{/y;

/** What the beginning of a file of JSON tells of the field that holds its rows. */
export interface FieldOfRows {
  /** null: none does. */
  readonly field: string | null;
  /** Whether more of the file could tell otherwise. */
  readonly isSure: boolean;
}

const none: FieldOfRows = { field: null, isSure: true };

/**
 * The field that holds the rows, where a file of JSON is one object around a list of them, as many services give it:
 * {"count": 2, "data": [{"text": ...}, ...]}. The first list of objects counts. JSON Lines have none, whatever lists their rows hold.
 * @param beginning of the file
 */
export function fieldOfRows(beginning: string): FieldOfRows {
  const text = beginning.trimStart();
  if (text === '') return { field: null, isSure: false };
  if (!text.startsWith('{')) return none;
  const [line = ''] = text.split('\n', 1);
  const isRow = isJson(line);
  if (isRow && text.slice(line.length).trim() !== '') return none;
  const found = firstList(text);
  if (!isRow || found.field === null) return found;
  // A row by itself, which has a text of its own; or another below would make it one of several.
  return hasText(line) ? none : { ...found, isSure: false };
}

const firstOfColumn = /^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*(?:\[\s*"|\{\s*"0"\s*:)/;
const firstOfIndex = /^\{\s*"0"\s*:\s*\{/;

/**
 * Whether a file of JSON is one object that holds its columns, {"text": {"0": "a", "1": "b"}, ...} or
 * {"text": ["a", "b"], ...}, or its rows by their numbers, as pandas writes them unless it is told otherwise. It would be
 * taken for one row.
 * @param beginning of the file
 */
export function isByColumns(beginning: string): boolean {
  const text = beginning.trimStart();
  if (!firstOfColumn.test(text) && !firstOfIndex.test(text)) return false;
  const [line = ''] = text.split('\n', 1);
  const whole = [text, line].find(isJson);
  // A beginning that breaks off: lines of JSON are shorter.
  if (whole === undefined) return line === text || line.trim() === '{';
  if (whole !== text && text.slice(whole.length).trim() !== '') return false;
  const fields = Object.values(JSON.parse(whole) as object) as unknown[];
  return fields.every((field) => typeof field === 'object' && field !== null);
}

/** Whether a field of an object holds some words. */
function hasText(line: string): boolean {
  return Object.values(JSON.parse(line) as object).some(
    (value) => typeof value === 'string' && /\S\s+\S+\s+\S/.test(value),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The first field of an object that is a list of objects. */
function firstList(text: string): FieldOfRows {
  const reader = new Reader(text, 1);
  for (;;) {
    const key = reader.take(string);
    if (key === null || !reader.takeCharacter(':')) break;
    if (reader.isListOfObjects) return { field: nameOf(key), isSure: true };
    if (!reader.skipValue() || !reader.takeCharacter(',')) break;
  }
  return { field: null, isSure: !reader.mayGoOn };
}

/** null: the parser of JSON takes its marks for those of a path. */
function nameOf(key: string): string | null {
  if (!isJson(key)) return null;
  const name = JSON.parse(key) as string;
  return /[.*]/.test(name) ? null : name;
}

/** Goes through the beginning of a JSON text, white space apart. */
class Reader {
  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  take(pattern: RegExp): string | null {
    this.#skipSpace();
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found === undefined) return null;
    this.at += found.length;
    return found;
  }

  takeCharacter(wanted: string): boolean {
    this.#skipSpace();
    if (this.text[this.at] !== wanted) return false;
    this.at++;
    return true;
  }

  get isListOfObjects(): boolean {
    listOfObjects.lastIndex = this.at;
    return listOfObjects.test(this.text);
  }

  /** Whether what stands here may be the beginning of something whole. */
  get mayGoOn(): boolean {
    this.#skipSpace();
    return '"[{'.includes(this.text[this.at] ?? '"');
  }

  /** @returns whether the value ends in the text; else it is not gone through */
  skipValue(): boolean {
    this.#skipSpace();
    const start = this.at;
    let depth = 0;
    do {
      if (this.takeCharacter('{') || this.takeCharacter('[')) depth++;
      else if (this.takeCharacter('}') || this.takeCharacter(']')) depth--;
      else if (depth > 0 && (this.takeCharacter(',') || this.takeCharacter(':'))) continue;
      else if (this.take(string) === null && this.take(plain) === null) {
        this.at = start;
        return false;
      }
    } while (depth > 0);
    return depth === 0;
  }

  #skipSpace(): void {
    space.lastIndex = this.at;
    this.at += space.exec(this.text)![0].length;
  }
}
