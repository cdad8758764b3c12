import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { argmax } from '../math/argmax';
import type { GoldenOutputs } from './golden-outputs';
import { modelFileError } from './model-file';
import { windowTokensOf, type ModelManifest } from './manifest';

/** What a manifest says of a model that its files do not: any of it changed, answers would be read wrongly. */
type Claims = Pick<ModelManifest, 'classes' | 'temperature' | 'maxTokens' | 'windowTokens' | 'activation'>;

/**
 * SHA-256, hexadecimal, of a manifest's claims: class names in their order, temperature, lengths of rows and windows, and
 * the activation where it is another one than softmax.
 */
export function claimsOf(manifest: Claims): string {
  const { classes, temperature, maxTokens, activation = 'softmax' } = manifest;
  const claims: unknown[] = [classes, temperature, maxTokens, windowTokensOf(manifest)];
  if (activation !== 'softmax') claims.push(activation);
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(claims))));
}

/** The claims' part of a model's golden outputs. @param rows logits of each golden row */
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
 * Compares what a manifest claims with what the golden outputs were made with.
 *
 * @returns false where the golden outputs say nothing of it: exports before they did
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
      'its classes, temperature, maxTokens, windowTokens or activation are not those that the golden outputs were made with',
    );
  }
  return true;
}
