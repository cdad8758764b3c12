import { goldenOutputs } from '../core/prediction/golden';
import { sessionForward } from '../runtime/forward';
import { sessionGradients } from '../runtime/gradients';
import type { MeasureGolden } from './convert-folder';
import { graphClassifier } from './graph-classifier';
import { openGraph, RuntimeTensor, type ReleasableSession } from './model-sessions';
import { sessionTokens } from './session-tokens';

/**
 * Golden outputs by the runtime's WASM, which is the same on every machine. The runtime must have been prepared. Its memory
 * is given back.
 */
export const measureGolden: MeasureGolden = async (files, manifest, tokenizer) => {
  const { forward, forwardInteger, gradient, weights } = manifest.files;
  const sessions: ReleasableSession[] = [];
  const open = async (name: string) => {
    const source = { name, graph: files.get(name)!, manifest, weights: files.get(weights)! };
    const session = await openGraph(source, 'wasm');
    sessions.push(session);
    return session;
  };
  try {
    const runs = {
      gradients: sessionGradients(RuntimeTensor, await open(gradient)),
      weights: files.get(weights)!,
      batchTokens: sessionTokens.wasm,
    };
    const classifier = async (name: string) =>
      graphClassifier(manifest, { ...runs, forward: sessionForward(RuntimeTensor, await open(name)) });
    const integer = forwardInteger ? await classifier(forwardInteger) : null;
    return await goldenOutputs(await classifier(forward), integer, tokenizer);
  } finally {
    for (const session of sessions) await session.release();
  }
};
