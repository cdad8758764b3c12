import * as v from 'valibot';

/** Thrown when a file of a model's folder is wrong. The message says which file, what is wrong, and what to do. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

/** How deep brackets may be nested in a file: readers are recursive, and must not overflow the stack. */
const deepest = 64;

/** How many bytes a text file may have. Vocabularies of half a million pieces have fewer. */
export const largestText = 64 * 2 ** 20;

const remedy = 'Copy or export the model again.';

/** @param problem what is wrong, behind the file's name: "classes.1 is missing" */
export function modelFileError(file: string, problem: string): ModelFileError {
  return new ModelFileError(`${file}: ${problem}. ${remedy}`);
}

/** @throws ModelFileError when the text is no JSON, or is nested deeper than any real file */
export function parseJson(text: string, file: string): unknown {
  if (depthOf(text) > deepest) throw modelFileError(file, `brackets are nested more than ${deepest} deep`);
  try {
    return JSON.parse(text);
  } catch {
    throw modelFileError(file, 'it holds no JSON');
  }
}

/**
 * Checks a parsed file against a schema. Fields that the schema does not know are left out.
 *
 * @throws ModelFileError naming the first field that does not fit
 */
export function readModelFile<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  file: string,
): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, json, { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  const field = v.getDotPath(issue) ?? 'it';
  throw modelFileError(file, `${field} ${issue.input === undefined ? 'is missing' : issue.message}`);
}

/** A value as an error shows it: short, on one line, and without invisible characters. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = String(JSON.stringify(value)).replace(
    /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function depthOf(text: string): number {
  let [depth, deepestYet, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (inString) {
      if (character === 0x5c) at++;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) {
      inString = true;
    } else if (character === 0x5b || character === 0x7b) {
      deepestYet = Math.max(deepestYet, ++depth);
    } else if (character === 0x5d || character === 0x7d) {
      depth--;
    }
  }
  return deepestYet;
}
