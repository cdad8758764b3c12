import * as v from 'valibot';
import { fields, finiteNumber, label, list, numberWithin, oneOf, sha256, wholeNumber } from './fields';
import type { ModelManifest } from './manifest';
import { modelFileError, readModelFile } from './model-file';

/**
 * The most that integer products may be allowed to err in a logit. Where a model's own err by half of it or more, they
 * could not be told from wrong ones.
 */
export const mostIntegerTolerance = 0.5;

/** Inputs, and what a faithful backend must answer to them. They are checked before a session is used. */
const goldenSchema = fields({
  rows: list(
    fields({
      ids: list(wholeNumber(0, 4_000_000), 1, 65_536),
      logits: list(finiteNumber, 1, 1000),
      target: fields({ classIndex: wholeNumber(0, 999), output: oneOf(['probability', 'logit']) }),
      /** The target's value and its gradient at the word embeddings, [tokens x embeddingSize]. */
      output: finiteNumber,
      gradient: list(finiteNumber, 1, 16_777_216),
    }),
    1,
    64,
  ),
  /**
   * The tolerances. For logits, the largest absolute difference by forward graph; that of the float graph also holds
   * for `output`. For gradients, the largest difference relative to the largest entry. Looser tolerances would not find
   * what they are there to find.
   */
  tolerance: fields({
    logits: numberWithin(0, 0.05),
    integerLogits: numberWithin(0, mostIntegerTolerance),
    gradient: numberWithin(0, 0.1),
  }),
  /** Hash of what the manifest claims (see claims.ts), and each row's most probable class by its name; absent in older exports. */
  claims: v.exactOptional(sha256),
  predicted: v.exactOptional(list(label(100), 1, 64)),
});

export type GoldenOutputs = v.InferOutput<typeof goldenSchema>;

/**
 * The golden outputs of a model, checked against the sizes in its manifest.
 *
 * @param file what it is called in errors
 * @throws ModelFileError naming the field that does not fit
 */
export function readGoldenOutputs(
  json: unknown,
  { classes, maxTokens, vocabularySize, embeddingSize }: ModelManifest,
  file: string,
): GoldenOutputs {
  const golden = readModelFile(goldenSchema, json, file);
  for (const [row, { ids, logits, target, gradient }] of golden.rows.entries()) {
    const at = `rows.${row}`;
    const problem =
      (ids.length > maxTokens && `${at}.ids has ${ids.length} tokens, and the model reads ${maxTokens}`) ||
      (ids.some((id) => id >= vocabularySize) && `${at}.ids holds a token outside the vocabulary`) ||
      (logits.length !== classes.length &&
        `${at}.logits has ${logits.length} entries for ${classes.length} classes`) ||
      (target.classIndex >= classes.length && `${at}.target.classIndex is no class`) ||
      (gradient.length !== ids.length * embeddingSize &&
        `${at}.gradient has ${gradient.length} entries instead of ${ids.length * embeddingSize}`);
    if (problem) throw modelFileError(file, problem);
  }
  return golden;
}
