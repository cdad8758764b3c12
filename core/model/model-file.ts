import * as v from 'valibot';

/** Thrown where a file of a model's folder is not what it has to be: one sentence says which file, what is wrong, what to do. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

/** Brackets within brackets that a file may have: what reads it goes down into them, and must come back. */
const deepest = 64;

/** Bytes of the largest text file that is read: vocabularies of half a million pieces have less. */
export const largestText = 64 * 2 ** 20;

const remedy = 'Copy or export the model again.';

/** @param problem what is wrong, behind the file's name: "classes.1 is missing" */
export function modelFileError(file: string, problem: string): ModelFileError {
  return new ModelFileError(`${file}: ${problem}. ${remedy}`);
}

/** @throws ModelFileError where the text is no JSON, or is nested so deeply that nobody wrote it */
export function parseJson(text: string, file: string): unknown {
  if (depthOf(text) > deepest) throw modelFileError(file, `brackets are nested more than ${deepest} deep`);
  try {
    return JSON.parse(text);
  } catch {
    throw modelFileError(file, 'it holds no JSON');
  }
}

/**
 * A parsed file, of which nothing is left but what the schema knows.
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

/** A value in an error's sentence: short, on one line, and without characters that nobody sees. */
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
