import { goldenOutputs } from '../core/prediction/golden';
import { sessionForward } from '../runtime/forward';
import type { MeasureGolden } from './convert-folder';
import { graphClassifier } from './graph-classifier';
import { openGraph, RuntimeTensor, sessionTokens, type ReleasableSession } from './model-sessions';

/**
 * Golden outputs by the runtime's WASM, which is the same on every machine. The runtime must have been prepared. Its memory
 * is given back.
 */
export const measureGolden: MeasureGolden = async (files, manifest, tokenizer) => {
  const { forward, forwardInteger, gradient, weights } = manifest.files;
  const graphs = (name: string, integer: boolean) => ({
    manifest,
    integer,
    forward: files.get(name)!,
    gradient: files.get(gradient)!,
    weights: files.get(weights)!,
  });
  const sessions: ReleasableSession[] = [];
  const open = async (...graph: Parameters<typeof openGraph>) => {
    const session = await openGraph(...graph);
    sessions.push(session);
    return session;
  };
  try {
    const float = graphs(forward, false);
    const runs = {
      gradient: await open('gradient', float, 'wasm'),
      weights: float.weights,
      batchTokens: sessionTokens.wasm,
    };
    const classifier = async (source: typeof float) =>
      graphClassifier(manifest, {
        ...runs,
        forward: sessionForward(RuntimeTensor, await open('forward', source, 'wasm')),
      });
    const integer = forwardInteger ? await classifier(graphs(forwardInteger, true)) : null;
    return await goldenOutputs(await classifier(float), integer, tokenizer);
  } finally {
    for (const session of sessions) await session.release();
  }
};
