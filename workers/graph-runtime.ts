import type { Forward } from '../runtime/forward';
import type { Gradients } from '../runtime/gradients';
import type { Backend } from './api';
import type { ContentCache } from './content-cache';
import { FileFault } from './file-fault';
import type { BytesOf, ModelFiles } from './model-files';
import { neededFiles } from './model-manifest';
import type { GraphSource } from './model-sessions';

export interface GraphSources {
  readonly files: Pick<ModelFiles, 'manifest' | 'weights'>;
  /** What the addresses of the model's files begin with. */
  readonly base: string;
  readonly backend: Backend;
  /** Threads of WASM. */
  readonly threads: number;
  /** Where the runtime's own files are kept. */
  readonly cache: ContentCache;
  readonly bytesOf: BytesOf;
  /** Told bytes that are about to be fetched, and those that have come. */
  readonly onExpected: (bytes: number) => void;
  readonly onBytes: (bytes: number) => void;
}

/** A model's graphs on onnxruntime-web, which is imported and fetched with the first of them: texts can be read before. */
export class GraphRuntime {
  /** The runtime starts up with its first session, and cannot do so twice: one opens after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #prepared: Promise<void> | null = null;

  constructor(private readonly sources: GraphSources) {}

  /** @throws FileFault; Error saying why the backend does not run it */
  forward(): Promise<Forward> {
    return this.#open('forward', async (source) => {
      const { openForward } = await sessions();
      return openForward(source, this.sources.backend);
    });
  }

  /** @throws as `forward` */
  gradients(): Promise<Gradients> {
    return this.#open('gradient', async (source) => {
      const { openGradients } = await sessions();
      return openGradients(source, this.sources.backend);
    });
  }

  /** Resolves with a reason once the graphics device is lost; only after a graph runs on it. */
  async deviceLoss(): Promise<string> {
    return (await sessions()).deviceLoss();
  }

  #open<T>(role: 'forward' | 'gradient', open: (source: GraphSource) => Promise<T>): Promise<T> {
    const opening = this.#last.then(async () => {
      const { files, base, backend, bytesOf, onExpected } = this.sources;
      const file = neededFiles(files.manifest, base, backend).get(role)!;
      onExpected(file.size);
      const downloads = new AbortController();
      const coming = [bytesOf(file, downloads.signal), this.#prepare(downloads.signal)] as const;
      try {
        const [graph] = await Promise.all(coming);
        return await open({ name: file.url, graph, ...files });
      } catch (error) {
        downloads.abort();
        await Promise.allSettled(coming);
        throw error;
      }
    });
    this.#last = opening.catch(() => undefined);
    return opening;
  }

  #prepare(signal: AbortSignal): Promise<void> {
    this.#prepared ??= (async () => {
      const { cache, threads, onExpected, onBytes } = this.sources;
      const { prepareRuntime, runtimeFile } = await scripts(import('./onnx-runtime'));
      onExpected(runtimeFile.size);
      await prepareRuntime(cache, threads, onBytes, signal);
    })();
    return this.#prepared;
  }
}

function sessions() {
  return scripts(import('./model-sessions'));
}

/** Browsers do not say why a script of ours did not come. */
async function scripts<T>(imported: Promise<T>): Promise<T> {
  return imported.catch((cause: unknown) => {
    throw new FileFault(
      'A script of this page could not be loaded. Check the network, then load the page again.',
      { cause },
    );
  });
}
