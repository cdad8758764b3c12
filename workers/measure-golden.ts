import { goldenOutputs } from '../core/prediction/golden';
import { sessionForward, type RunnableSession } from '../runtime/forward';
import { sessionGradients } from '../runtime/gradients';
import type { MeasureGolden } from './convert-folder';
import { graphClassifier } from './graph-classifier';
import { openGraph, RuntimeTensor, type ReleasableSession } from './model-sessions';
import { gradientTokens, sessionTokens } from './session-tokens';

/**
 * Golden outputs by the runtime's WASM, which is the same on every machine. The runtime must have been prepared. Its memory
 * is given back.
 */
export const measureGolden: MeasureGolden = async (files, manifest, tokenizer) => {
  const { forward, forwardInteger, gradient, weights } = manifest.files;
  const sessions = new OneSession();
  const source = (name: string) => ({
    name,
    graph: files.get(name)!,
    manifest,
    weights: files.get(weights)!,
    frugal: true,
  });
  const lent = (name: string): RunnableSession => ({
    run: async (feeds) => (await sessions.of(name, () => openGraph(source(name), 'wasm'))).run(feeds),
  });
  const classifier = (name: string) =>
    graphClassifier(manifest, {
      forward: sessionForward(RuntimeTensor, lent(name)),
      gradients: sessionGradients(RuntimeTensor, lent(gradient)),
      weights: files.get(weights)!,
      batchTokens: sessionTokens.wasm,
      gradientTokens: gradientTokens.wasm,
    });
  try {
    const integer = forwardInteger === undefined ? null : classifier(forwardInteger);
    return await goldenOutputs(classifier(forward), integer, tokenizer);
  } finally {
    await sessions.close();
  }
};

/** Sessions of which one at a time is open: each holds the model's weights once more. */
class OneSession {
  #open: { readonly name: string; readonly session: ReleasableSession } | null = null;

  async of(name: string, open: () => Promise<ReleasableSession>): Promise<ReleasableSession> {
    if (this.#open?.name === name) return this.#open.session;
    await this.close();
    const session = await open();
    this.#open = { name, session };
    return session;
  }

  async close(): Promise<void> {
    await this.#open?.session.release();
    this.#open = null;
  }
}
