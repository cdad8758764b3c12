import { goldenOutputs } from '../core/prediction/golden';
import type { MeasureGolden } from './convert-folder';
import { graphClassifier } from './graph-classifier';
import { openForward, openGradient, sessionTokens } from './model-sessions';

/** Golden outputs by the runtime's WASM, which is the same on every machine. The runtime must have been prepared. */
export const measureGolden: MeasureGolden = async (files, manifest, tokenizer) => {
  const { forward, forwardInteger, gradient, weights } = manifest.files;
  const graphs = (name: string, integer: boolean) => ({
    manifest,
    integer,
    forward: files.get(name)!,
    gradient: files.get(gradient)!,
    weights: files.get(weights)!,
  });
  const float = graphs(forward, false);
  const runs = {
    gradient: await openGradient(float, 'wasm'),
    weights: float.weights,
    batchTokens: sessionTokens.wasm,
  };
  const classifier = async (source: typeof float) =>
    graphClassifier(manifest, { ...runs, forward: await openForward(source, 'wasm') });
  const integer = forwardInteger ? await classifier(graphs(forwardInteger, true)) : null;
  return goldenOutputs(await classifier(float), integer, tokenizer);
};
