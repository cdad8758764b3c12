import { InferenceSession } from 'onnxruntime-web/webgpu';
import { fileNames } from '../core/graphs/model-files';
import background from '../core/model/background.json';
import type { Classifier } from '../core/model/classifier';
import { readAnyClassifier } from '../core/models/any-classifier';
import type { Tokenizer } from '../core/text/types';
import { createForwardClassifier } from '../runtime/classifier';
import { floats, type Forward, type RunnableSession } from '../runtime/forward';
import { createTokenizer } from '../runtime/tokenizer';
import type { Backend } from './api';
import {
  onnxData,
  onnxFile,
  onnxNames,
  readJson,
  readOptionalJson,
  type FolderFiles,
} from './brought-folder';
import type { BroughtModel } from './model-location';
import { FileFault } from './file-fault';
import { isMemoryRefused, MemoryRefused } from './memory-refused';
import { RuntimeTensor, yielding } from './model-sessions';
import { sessionTokens } from './session-tokens';
import { sha256Of } from './sha256';

/** Tensors that an exported classifier is given. */
const knownInputs = ['input_ids', 'attention_mask', 'token_type_ids'];

export interface OnnxModel {
  readonly classifier: Classifier;
  readonly tokenizer: Tokenizer;
  readonly background: readonly string[];
  /** The file that runs, within the folder. */
  readonly file: string;
  /** What tells it from any other: the beginning of a SHA-256. */
  readonly version: string;
  /** Bytes of its weights. */
  readonly bytes: number;
  /** Why transformers.js reads it and not this page's own tokenizer and sessions; null where they do. */
  readonly reason: string | null;
}

/**
 * A folder as transformers.js runs it: its ONNX file on our runtime and its tokenizer by ours, whatever the architecture; by
 * transformers.js where ours do not know one of them. The file holds no gradients, and nothing to check its answers against.
 *
 * The runtime must have been prepared (see prepareRuntime).
 * @param backend one of WASM
 * @throws FileFault naming the file, and the field or tensor that does not fit
 */
export async function openOnnxModel({ name, files }: BroughtModel, backend: Backend): Promise<OnnxModel> {
  const folder: FolderFiles = new Map(Object.entries(files));
  const file = onnxFile(folder);
  if (file === undefined) throw new FileFault(`${name} has no ${onnxNames[0]}, and no other ONNX file.`);
  try {
    return await openByOurs(folder, file, backend);
  } catch (error) {
    if (error instanceof MemoryRefused) throw error;
    const reason = (error as Error).message;
    const opened = error instanceof NoGraph ? null : await openByOthers(folder, file, reason);
    if (opened) return opened;
    throw error instanceof FileFault ? error : new FileFault(`${name}: ${reason}`, { cause: error });
  }
}

/** Thrown where a file is no graph, for whomever. */
class NoGraph extends FileFault {}

async function openByOurs(folder: FolderFiles, file: string, backend: Backend): Promise<OnnxModel> {
  const tokenizerConfig = await readOptionalJson(folder, fileNames.tokenizerConfig);
  const tokenizer = createTokenizer(await readJson(folder, fileNames.tokenizer), tokenizerConfig);
  const config = readAnyClassifier(await readJson(folder, fileNames.config), tokenizerConfig);
  const session = await openSession(folder, file);
  try {
    requireClassifier(session, file);
    const classifier = createForwardClassifier({
      ...config,
      forward: onnxForward(yielding(session), session.inputNames, config.classes.length, file),
      batchTokens: sessionTokens[backend],
    });
    // What it cannot read it says here, not at the reader's first text.
    const ids = tokenizer.tokenize(background.texts[0]!).tokens.map((token) => token.id);
    await classifier.logits([{ ids: ids.slice(0, config.maxTokens) }]);
    return { classifier, tokenizer, ...(await described(folder, file)), reason: null };
  } catch (error) {
    // Two of them would be in memory where another library tries the file.
    await session.release();
    throw error;
  }
}

/**
 * By transformers.js, whose code comes when it is needed.
 * @returns null where it does not know the folder either: what was found first says more
 */
async function openByOthers(folder: FolderFiles, file: string, reason: string): Promise<OnnxModel | null> {
  try {
    const tokenizerConfig = await readOptionalJson(folder, fileNames.tokenizerConfig);
    const config = readAnyClassifier(await readJson(folder, fileNames.config), tokenizerConfig);
    const { openByTransformers } = await import('./transformers-model');
    const model = await openByTransformers({ files: folder, file, config });
    return { ...model, ...(await described(folder, file)), reason };
  } catch (error) {
    if (isMemoryRefused(error)) throw new MemoryRefused(error);
    return null;
  }
}

/** What the page says of a model: its version covers every file that its answers come from. */
async function described(folder: FolderFiles, file: string) {
  const parts = [file, onnxData(file), fileNames.config, fileNames.tokenizer, fileNames.tokenizerConfig];
  const { subtle } = globalThis.crypto;
  const hashes: (string | null)[] = [];
  for (const part of parts) {
    const content = folder.get(part);
    // One file at a time: some are as large as the model.
    hashes.push(content ? await sha256Of(await bytesOf(content), subtle) : null);
  }
  const all = new TextEncoder().encode(JSON.stringify(hashes));
  const sizeOf = (part: string) => folder.get(part)?.size ?? 0;
  return {
    background: background.texts,
    file,
    version: (await sha256Of(all, subtle)).slice(0, 16),
    bytes: sizeOf(file) + sizeOf(onnxData(file)),
  };
}

async function openSession(folder: FolderFiles, file: string): Promise<InferenceSession> {
  const data = folder.get(onnxData(file));
  const path = onnxData(file.split('/').at(-1)!);
  return InferenceSession.create(await bytesOf(folder.get(file)!), {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
    ...(data && { externalData: [{ path, data: await bytesOf(data) }] }),
  }).catch((error: unknown) => {
    if (isMemoryRefused(error)) throw new MemoryRefused(error);
    throw new NoGraph(`${file}: it holds no graph that can be run (${(error as Error).message}).`);
  });
}

/** @throws FileFault where the graph is not one of a text classifier, as far as that is known here */
function requireClassifier({ inputNames, outputNames }: InferenceSession, file: string): void {
  const stranger = inputNames.find((input) => !knownInputs.includes(input));
  if (stranger !== undefined) {
    throw new FileFault(
      `${file}: it asks for ${stranger}, and a text classifier is given ${knownInputs.join(', ')}.`,
    );
  }
  if (!outputNames.includes('logits')) {
    throw new FileFault(`${file}: it gives ${outputNames.join(', ')} and no logits: it is no classifier.`);
  }
}

async function bytesOf(content: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await content.arrayBuffer());
}

/** The file's own inputs, of which it may lack some. @throws FileFault where it gives other than a logit a class */
function onnxForward(
  session: RunnableSession,
  inputs: readonly string[],
  classes: number,
  file: string,
): Forward {
  return {
    async logits({ ids, mask, rows, length }) {
      const tensor = (data: ArrayLike<number>) =>
        new RuntimeTensor('int64', BigInt64Array.from(data as number[], BigInt), [rows, length]);
      const all = {
        input_ids: () => tensor(ids),
        attention_mask: () => tensor(mask),
        token_type_ids: () => tensor(new Uint8Array(ids.length)),
      };
      const given = Object.entries(all).filter(([input]) => inputs.includes(input));
      const logits = floats(
        await session.run(Object.fromEntries(given.map(([input, make]) => [input, make()]))),
        'logits',
      );
      if (logits.length !== rows * classes) {
        throw new FileFault(
          `config.json: id2label names ${classes} classes, and ${file} gives ${logits.length / rows} logits a text.`,
        );
      }
      return logits;
    },
  };
}
