import { readBackground } from '../core/model/background';
import { checkClaims } from '../core/model/claims';
import { readGoldenOutputs, type GoldenOutputs } from '../core/model/golden-outputs';
import type { ModelManifest } from '../core/model/manifest';
import { modelFileError, ModelFileError, parseJson } from '../core/model/model-file';
import { requireSameModel } from '../core/models/manifest-config';
import type { ModelConfig } from '../core/models/model-config';
import { parseModelConfig } from '../core/models/registry';
import type { Tokenizer } from '../core/text/types';
import { createTokenizer } from './tokenizer';

/** The text of a file of a model, and what errors call the file. */
export interface ModelText {
  readonly file: string;
  readonly text: string;
}

/** What a model is: what its files say besides graphs and weights. */
export interface ModelDescription {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
}

/** What a model must answer, and the neutral texts at which explanations start. */
export interface ModelExpectations {
  readonly golden: GoldenOutputs;
  /** Whether the golden outputs confirm what the manifest claims. Older exports do not. */
  readonly claimsChecked: boolean;
  readonly background: readonly string[];
}

/**
 * Reads the files that say what an exported model is. Page and Node use the same code. Everything in the files is
 * checked.
 *
 * @param textOf the text of a file by its role in the manifest
 * @throws ModelFileError naming the file and the field that does not fit
 */
export function readDescription(
  manifest: ModelManifest,
  textOf: (role: 'config' | 'tokenizer' | 'tokenizerConfig') => ModelText,
): ModelDescription {
  const config = read(textOf('config'), parseModelConfig);
  requireSameModel(manifest, config, 'manifest.json');
  const tokenizerConfig = read(textOf('tokenizerConfig'), (json): unknown => json);
  const tokenizer = read(textOf('tokenizer'), (json) => createTokenizer(json, tokenizerConfig));
  const stranger = Object.entries<number | null>({ ...tokenizer.special }).find(
    ([, id]) => id !== null && id >= manifest.vocabularySize,
  );
  if (stranger) {
    const [name, id] = stranger;
    throw modelFileError(
      textOf('tokenizer').file,
      `its ${name} token is ${id}, and the model has ${manifest.vocabularySize} tokens`,
    );
  }
  return { config, tokenizer };
}

/**
 * Reads the golden outputs and the neutral texts of an exported model. @throws ModelFileError as `readDescription` does
 */
export function readExpectations(
  manifest: ModelManifest,
  textOf: (role: 'golden' | 'background') => ModelText,
): ModelExpectations {
  const golden = textOf('golden');
  const outputs = read(golden, (json) => readGoldenOutputs(json, manifest, golden.file));
  const background = textOf('background');
  return {
    golden: outputs,
    claimsChecked: checkClaims(manifest, outputs),
    background: read(background, (json) => readBackground(json, background.file)),
  };
}

/** Parses a file and hands it to `reader`. Every error names the file once. */
function read<T>({ file, text }: ModelText, reader: (json: unknown) => T): T {
  const json = parseJson(text, file);
  try {
    return reader(json);
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    const { message } = error as Error;
    throw modelFileError(file, message.replace(/^[\w-]+\.json: /, '').replace(/\.$/, ''));
  }
}
