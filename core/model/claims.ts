import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { argmax } from '../math/argmax';
import type { GoldenOutputs } from './golden-outputs';
import { modelFileError } from './model-file';
import { windowTokensOf, type ModelManifest } from './manifest';

/**
 * What only the manifest says of a model, and none of its other files. If any of it is changed, answers are read
 * wrongly.
 */
type Claims = Pick<
  ModelManifest,
  'classes' | 'temperature' | 'maxTokens' | 'windowTokens' | 'activation' | 'conformalSets'
>;

/**
 * The SHA-256 of a manifest's claims, in hexadecimal: class names in their order, temperature, lengths of rows and
 * windows, the activation if it is not softmax, conformal sets.
 */
export function claimsOf(manifest: Claims): string {
  const { classes, temperature, maxTokens, activation = 'softmax', conformalSets: sets } = manifest;
  const claims = [
    ...[classes, temperature, maxTokens, windowTokensOf(manifest)],
    ...(activation === 'softmax' ? [] : [activation]),
    // Models that state none keep the hash that they were exported with.
    ...(sets ? [[sets.coverage, sets.threshold]] : []),
  ];
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(claims))));
}

/** The part of the golden outputs that is about the claims. @param rows logits of each golden row */
export function goldenClaims(
  manifest: Claims,
  rows: readonly { readonly logits: ArrayLike<number> }[],
): { readonly claims: string; readonly predicted: readonly string[] } {
  return {
    claims: claimsOf(manifest),
    predicted: rows.map(({ logits }) => manifest.classes[argmax(logits)]!),
  };
}

/**
 * Compares the claims of a manifest with those with which the golden outputs were made.
 *
 * @returns false if the golden outputs do not say, as in older exports
 * @throws ModelFileError when they differ
 */
export function checkClaims(
  manifest: Claims,
  golden: Pick<GoldenOutputs, 'rows' | 'claims' | 'predicted'>,
): boolean {
  if (golden.claims === undefined || golden.predicted === undefined) return false;
  const found = goldenClaims(manifest, golden.rows);
  const at = found.predicted.findIndex((name, row) => name !== golden.predicted?.[row]);
  if (at >= 0) {
    throw modelFileError(
      'manifest.json',
      `it calls a class "${found.predicted[at]}" that the golden outputs call "${golden.predicted[at]}"`,
    );
  }
  if (found.claims !== golden.claims) {
    throw modelFileError(
      'manifest.json',
      'its classes, temperature, maxTokens, windowTokens, activation or conformalSets are not those that the golden outputs were made with',
    );
  }
  return true;
}
