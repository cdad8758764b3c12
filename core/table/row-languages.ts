import { damagedWork } from './chunks';

/** The language of a row that the model has not learnt, an ISO 639-1 code or a longer one of at most four letters. */
export interface RowLanguage {
  readonly row: number;
  readonly language: string;
}

/** Languages of rows: a byte a row, since few rows of a file are in a language of their own, and few files in many. */
export class RowLanguages {
  readonly #of: Uint8Array;
  /** The first means none. */
  readonly #known: (string | null)[] = [null];

  constructor(rows: number) {
    this.#of = new Uint8Array(rows);
  }

  of(row: number): string | null {
    return this.#known[this.#of[row]!]!;
  }

  set(row: number, language: string | null): void {
    let place = this.#known.indexOf(language);
    if (place < 0) {
      place = this.#known.length;
      // More than there are: whoever names so many names nothing.
      if (place > 255) return;
      this.#known.push(language);
    }
    this.#of[row] = place;
  }

  /** To be stored. See `packLanguages`. */
  packed(): Uint32Array {
    const found: RowLanguage[] = [];
    this.#of.forEach((place, row) => {
      if (place > 0) found.push({ row, language: this.#known[place]! });
    });
    return packLanguages(found);
  }
}

/** Rows and the letters of their languages, ASCII, the first highest: [rows, 2]. */
export function packLanguages(languages: readonly RowLanguage[]): Uint32Array {
  const packed = new Uint32Array(2 * languages.length);
  languages.forEach(({ row, language }, at) => {
    packed[2 * at] = row;
    packed[2 * at + 1] = [...language].reduce((code, letter) => code * 256 + letter.charCodeAt(0), 0);
  });
  return packed;
}

/** As many as are there whole. @throws RowsError where letters are none */
export function* unpackLanguages(packed: Uint32Array): Generator<RowLanguage> {
  for (let at = 0; at + 1 < packed.length; at += 2) {
    let language = '';
    for (let code = packed[at + 1]!; code > 0; code = Math.floor(code / 256)) {
      language = String.fromCharCode(code % 256) + language;
    }
    if (!/^[a-z]{2,4}$/.test(language)) throw damagedWork();
    yield { row: packed[at]!, language };
  }
}
