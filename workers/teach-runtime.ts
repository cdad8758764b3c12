/** What teaching takes of a browser. Loaded once something is taught: until then a worker that keeps labels needs none of it. */
import { InferenceSession } from 'onnxruntime-web/webgpu';
import { sessionConfig } from '../runtime/session-config';
import { probe } from './backend';
import { browserSources, ContentCache } from './content-cache';
import { FileFault } from './file-fault';
import { measureGolden } from './measure-golden';
import { isMemoryRefused, MemoryRefused } from './memory-refused';
import { cardAt } from './model-card';
import { broughtOrigin, hostedOrigin } from './model-origin';
import { RuntimeTensor, yielding } from './model-sessions';
import { explained, prepareRuntime, releaseBinary } from './onnx-runtime';
import type { TeachSource } from './teach-api';
import { readTeachBase, type TeachBase } from './teach-base';
import type { TeachTools } from './teach-service';
import type { TrainingRuntime } from './teach-steps';
import { inTurn } from './turns';

/** @throws FileFault saying why it cannot be taught */
async function readBase({ location, version, sealed }: TeachSource): Promise<TeachBase> {
  if (typeof location !== 'string' && location.files['manifest.json'] === undefined) {
    throw new FileFault(
      `${location.name} cannot be taught here: it is an ONNX file as transformers.js runs it, which gives no gradients. Bring the folder that it was made from (config.json, model.safetensors, tokenizer.json).`,
    );
  }
  const origin =
    typeof location === 'string'
      ? await hostedOrigin(new ContentCache(browserSources(sealed)), location, 'wasm', sealed)
      : await broughtOrigin(location);
  const card = await cardAt(location, sealed);
  return readTeachBase(origin, version, card?.licence);
}

async function trainingRuntime(sealed: boolean): Promise<TrainingRuntime> {
  const surroundings = {
    gpu: navigator.gpu,
    crossOriginIsolated: self.crossOriginIsolated,
    hardwareConcurrency: navigator.hardwareConcurrency,
  };
  const threads = await probe('wasm-threads', surroundings).catch(() => 1);
  const cache = new ContentCache(browserSources(sealed));
  await prepareRuntime(cache, threads, () => undefined, new AbortController().signal);
  return {
    Tensor: RuntimeTensor,
    threads,
    async open(graph, backend) {
      const session = await inTurn(() =>
        InferenceSession.create(graph, {
          executionProviders: [backend],
          logSeverityLevel: 3,
          extra: sessionConfig,
        }),
      ).catch(async (error: unknown) => {
        throw isMemoryRefused(error) ? new MemoryRefused(error) : await explained(error);
      });
      releaseBinary();
      const { run } = yielding(session);
      return {
        run: (feeds: InferenceSession.FeedsType) =>
          run(feeds).catch((error: unknown) => {
            throw isMemoryRefused(error) ? new MemoryRefused(error) : error;
          }),
        release: () => inTurn(() => session.release()),
      };
    },
  };
}

export const browserTools: TeachTools = { readBase, trainingRuntime, measure: measureGolden };
