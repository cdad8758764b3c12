import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as web from 'onnxruntime-web';
import { readManifest } from '../core/model/manifest';
import { goldenOutputs } from '../core/prediction/golden';
import type { LabelledText, Lesson } from '../core/teaching/teach';
import type { CheckpointStore } from '../core/training/store';
import { readBytes, readJson } from '../runtime/node/model-folder';
import { openExported } from '../runtime/node/open-model';
import { sessionConfig } from '../runtime/session-config';
import type { BroughtModel } from '../workers/model-location';
import type { TeachSource } from '../workers/teach-api';
import { readTeachBase } from '../workers/teach-base';
import type { TeachTools } from '../workers/teach-service';

export const tinyModel = fileURLToPath(new URL('fixtures/tiny-model', import.meta.url));

/** What the page's worker takes of a browser, in Node: files of a folder, and onnxruntime-web as Node has it. */
export function teachTools(folder = tinyModel): TeachTools {
  return {
    async readBase({ version }: TeachSource) {
      const read = readManifest(await readJson(folder, 'manifest.json'), 'manifest.json');
      const manifest = { ...read, languages: ['pl'] };
      const base = 'http://host/model/';
      return readTeachBase(
        { base, manifest, bytes: ({ url }) => readBytes(folder, url.slice(base.length)), keep: null },
        version || manifest.version,
        'For lessons: ask "us" first',
      );
    },
    async trainingRuntime() {
      web.env.wasm.numThreads = 1;
      return {
        Tensor: web.Tensor,
        threads: 1,
        open: (graph) =>
          web.InferenceSession.create(graph, {
            executionProviders: ['wasm'],
            logSeverityLevel: 3,
            extra: sessionConfig,
          }),
      };
    },
    measure: (files, manifest) =>
      inFolder(files, async (out) => {
        const { forwardInteger, ...floatFiles } = manifest.files;
        const float = await openExported(out, { ...manifest, files: floatFiles }, { threads: 1 });
        const integer = forwardInteger ? await openExported(out, manifest, { threads: 1 }) : null;
        try {
          return await goldenOutputs(float.classifier, integer?.classifier ?? null, float.tokenizer);
        } finally {
          await float.dispose();
          await integer?.dispose();
        }
      }),
  };
}

/** Where a model lies does not matter to `teachTools`. */
export const anySource: TeachSource = { location: 'x', version: '', onGpu: false, sealed: false };

/** Writes files to a folder that is there for as long as `use` takes. */
export async function inFolder<T>(
  files: ReadonlyMap<string, Uint8Array>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'albert-lens-taught-'));
  try {
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function filesOf({ files }: BroughtModel): Promise<Map<string, Uint8Array>> {
  const entries = Object.entries(files).map(
    async ([name, content]) => [name, new Uint8Array(await content.arrayBuffer())] as const,
  );
  return new Map(await Promise.all(entries));
}

/** A page's memory. */
export function memoryStore(): CheckpointStore & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    load: async (name) => files.get(name) ?? null,
    save: async (name, bytes) => void files.set(name, bytes.slice()),
    async rename(from, to) {
      const bytes = files.get(from);
      if (!bytes) return;
      files.delete(from);
      files.set(to, bytes);
    },
  };
}

const subjects = ['train', 'tea', 'room', 'letter', 'garden', 'answer', 'phone', 'film', 'lunch', 'street'];
const judgements = [
  ['late and cold', 'broken again', 'rude', 'a waste'],
  ['there', 'on Tuesday', 'as it was', 'the usual one'],
  ['lovely', 'a joy', 'just right', 'better than ever'],
] as const;

/** Short texts whose class, one of three, a few words decide. */
export function easyTexts(count: number): LabelledText[] {
  return Array.from({ length: count }, (_, at) => {
    const label = at % 3;
    const words = judgements[label]![Math.floor(at / 3) % 4]!;
    return { text: `The ${subjects[at % 10]!} number ${at} was ${words}.`, label };
  });
}

export function easyLesson(settings: Partial<Lesson['settings']> = {}, count = 60): Lesson {
  const all = easyTexts(count);
  return {
    settings: { scope: 'all', epochs: 2, learningRate: 1e-3, seed: 7, ...settings },
    taught: all.filter((_, at) => at % 5 !== 4),
    heldOut: all.filter((_, at) => at % 5 === 4),
    kept: ['What a day.', 'Nothing was said.', 'It rains.'],
  };
}
