import type { Span } from '../text/types';

/** What every word of a text does to every class, in units of probability. */
export interface RowReasons {
  /** Where the words stand, ascending and not overlapping. */
  readonly spans: readonly Span[];
  /** [classes, words] */
  readonly values: readonly ArrayLike<number>[];
  /** Whether the signs of these values are clear, [classes, words]. */
  readonly clear: readonly (readonly boolean[])[];
}

/**
 * The reasons of one text as bytes: how many words; of each the gap before it and its length, seven bits a byte, the lowest
 * first; a bit for each clear sign; the values as float32, class by class.
 */
export function packReasons({ spans, values, clear }: RowReasons): Uint8Array {
  const numbers = [spans.length];
  let at = 0;
  for (const { start, end } of spans) {
    numbers.push(start - at, end - start);
    at = end;
  }
  const head = numbers.flatMap(sevenBits);
  const count = values.length * spans.length;
  const bits = new Uint8Array(Math.ceil(count / 8));
  clear.flat().forEach((isClear, bit) => {
    if (isClear) bits[bit >> 3]! |= 1 << (bit & 7);
  });
  const packed = new Uint8Array(head.length + bits.length + 4 * count);
  packed.set(head);
  packed.set(bits, head.length);
  const view = new DataView(packed.buffer, head.length + bits.length);
  values.forEach((ofClass, k) => {
    for (let word = 0; word < spans.length; word++) {
      view.setFloat32(4 * (k * spans.length + word), ofClass[word]!, true);
    }
  });
  return packed;
}

/** What `packReasons` packed. @throws RangeError where the bytes are not the reasons of so many classes */
export function unpackReasons(packed: Uint8Array, classCount: number): RowReasons {
  let at = 0;
  const next = (): number => {
    let number = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = packed[at++];
      if (byte === undefined) throw new RangeError('The reasons of a row end too early.');
      number += (byte % 128) * weight;
      if (byte < 128) return number;
    }
  };
  const words = next();
  const spans: Span[] = [];
  for (let word = 0, place = 0; word < words; word++) {
    const start = place + next();
    place = start + next();
    spans.push({ start, end: place });
  }
  const bits = at;
  const count = classCount * words;
  const numbers = bits + Math.ceil(count / 8);
  if (packed.length !== numbers + 4 * count) {
    throw new RangeError(`These are not the reasons of a row for ${classCount} classes.`);
  }
  const view = new DataView(packed.buffer, packed.byteOffset + numbers);
  const isClear = (bit: number): boolean => ((packed[bits + (bit >> 3)]! >> (bit & 7)) & 1) === 1;
  const classes = Array.from({ length: classCount }, (_, k) => k);
  return {
    spans,
    values: classes.map((k) =>
      Float32Array.from(spans, (_, word) => view.getFloat32(4 * (k * words + word), true)),
    ),
    clear: classes.map((k) => spans.map((_, word) => isClear(k * words + word))),
  };
}

function sevenBits(number: number): number[] {
  const bytes: number[] = [];
  let rest = number;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
