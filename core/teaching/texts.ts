/** A text as it was brought, with the class that it was brought with, an index; null where it has none. */
export interface GivenText {
  readonly text: string;
  readonly label: number | null;
  /** The probability of each class by the model that runs, where it has read the text. */
  readonly probabilities?: ArrayLike<number>;
}

/** A text to be taught. */
export interface TeachText {
  readonly text: string;
  /** Its class, an index; null while it has none. */
  readonly label: number | null;
  /** Whether a reader said so here; else the label came with the text. */
  readonly isReaders: boolean;
  /** What the model answered when the reader gave the label; null where none did, or it had not read the text. */
  readonly answer: number | null;
  /** Whether it was brought with two different labels, and the reader has not said which holds. */
  readonly isDisputed: boolean;
  /** Whether its label is only measured on, never learnt from; null while that is not decided. It never changes. */
  readonly isHeldOut: boolean | null;
  /** The probability of each class by the model that runs; null while it has not read the text. */
  readonly probabilities: ArrayLike<number> | null;
}

export interface Gathered {
  readonly texts: readonly TeachText[];
  /** Texts that were there before. */
  readonly doubles: number;
  /** Texts that were brought with different labels: which of them holds, a reader says. */
  readonly disputed: number;
  /** Texts without a letter. */
  readonly blank: number;
}

/** White space around a text does not tell it from another. */
const keyOf = (text: string) => text.trim();

/**
 * Adds texts to those that are there. Every text stands once. One that comes with another label than before has none from
 * then on, unless a reader gave it here: two labels of one text teach nothing.
 */
export function gatherTexts(known: readonly TeachText[], given: readonly GivenText[]): Gathered {
  const texts = [...known];
  const places = new Map(texts.map(({ text }, place) => [keyOf(text), place]));
  let [doubles, disputed, blank] = [0, 0, 0];
  for (const { text, label, probabilities = null } of given) {
    const key = keyOf(text);
    if (key === '') {
      blank++;
      continue;
    }
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, texts.length);
      texts.push({
        text: key,
        label,
        isReaders: false,
        answer: null,
        isDisputed: false,
        isHeldOut: null,
        probabilities,
      });
      continue;
    }
    doubles++;
    const there = texts[place]!;
    if (label === null || label === there.label || there.isReaders || there.isDisputed) continue;
    const isNew = there.label === null;
    if (!isNew) disputed++;
    texts[place] = { ...there, label: isNew ? label : null, isDisputed: !isNew };
  }
  return { texts, doubles, disputed, blank };
}

/** The lines of what was typed or pasted, a text each. */
export function typedTexts(typed: string): GivenText[] {
  return typed.split(/\r\n|[\r\n]/).map((text) => ({ text, label: null }));
}
