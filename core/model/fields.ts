/**
 * The values that fields of a model's files may have. A message stands behind the field's name: "temperature has to be
 * ..., not 0".
 */
import * as v from 'valibot';
import { shown } from './model-file';

type Issue = v.BaseIssue<unknown>;

const wanted = (what: string) => (issue: Issue) => `has to be ${what}, not ${shown(issue.input)}`;

/** A whole number, both limits included. */
export function wholeNumber(least: number, most: number) {
  const message = wanted(`a whole number from ${least} to ${most}`);
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

/** A number, both limits included. */
export function numberWithin(least: number, most: number) {
  const message = wanted(`a number from ${least} to ${most}`);
  return v.pipe(v.number(message), v.minValue(least, message), v.maxValue(most, message));
}

export const finiteNumber = v.pipe(v.number(wanted('a number')), v.finite(wanted('a finite number')));

/** One of some names. */
export function oneOf<const Values extends readonly string[]>(values: Values) {
  return v.picklist(values, wanted(`one of ${values.join(', ')}`));
}

/** A list that nobody changes. */
export function list<Schema extends v.GenericSchema>(item: Schema, least: number, most: number) {
  const message = wanted(`a list of ${least} to ${most} entries`);
  return v.pipe(
    v.array(item, message),
    v.minLength(least, (issue) => `has to have ${least} to ${most} entries, not ${issue.input.length}`),
    v.maxLength(most, (issue) => `has to have ${least} to ${most} entries, not ${issue.input.length}`),
    v.readonly(),
  );
}

/** An object with these fields; others are left out. */
export function fields<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.object(entries, wanted('an object')), v.readonly());
}

/** An object with any keys. */
export function byName<Schema extends v.GenericSchema>(value: Schema) {
  return v.pipe(v.record(v.string(), value, wanted('an object')), v.readonly());
}

/** A text of one character at least; `most` is in UTF-16 units. */
export function text(most: number) {
  const message = wanted(`a text of 1 to ${most} characters`);
  return v.pipe(v.string(message), v.minLength(1, message), v.maxLength(most, message));
}

/**
 * A text of one line for people. It has no control characters, and none that change the direction of the text beside
 * it.
 */
export function label(most: number) {
  return v.pipe(
    text(most),
    v.check(isReadable, wanted('a text that can be read: no control characters, none that are invisible')),
  );
}

/** The plain name of a file in the folder itself: no path, no address, no parent folder. */
export const fileName = v.pipe(
  text(100),
  v.regex(/^\w[\w.-]*$/, wanted('the plain name of a file in the same folder')),
);

/** A language by its code, with or without a region: "en", "pt-BR". */
const languagePattern = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** Whether a manifest may name a language in this way. */
export function isLanguageCode(code: string): boolean {
  return languagePattern.test(code);
}

export const languageCode = v.pipe(
  text(40),
  v.regex(languagePattern, wanted('the code of a language, such as "en"')),
);

export const sha256 = v.pipe(
  v.string(wanted('a SHA-256 in hexadecimal')),
  v.regex(/^[0-9a-f]{64}$/, wanted('a SHA-256 in hexadecimal')),
);

/** Characters that a text for people must not have. */
export const unreadable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

function isReadable(text: string): boolean {
  return comparable(text) !== '' && !unreadable.test(text);
}

/** A name as the eye compares it. */
export function comparable(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .trim();
}
