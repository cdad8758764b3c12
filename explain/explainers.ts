import { startThread } from '../cli/worker-thread';
import type { Explained } from '../core/analysis/document';
import type { OpenOptions } from '../runtime/node/open-model';
import type { ExplainSettings } from './explain-text';

/** Which model is explained, and how. Plain data: a thread can be given it. */
export interface ExplainerSettings {
  readonly folder: string;
  readonly open: OpenOptions;
  readonly settings: ExplainSettings;
}

/** Explains a text of a file; `name` says which row it is, for progress. */
export type ExplainRow = (text: string, name: string) => Promise<Explained | readonly Explained[]>;

export interface Explainers {
  readonly explainers: readonly ExplainRow[];
  readonly stop: () => Promise<void>;
}

/**
 * What explains the texts of a file: `here`; or several threads, each with a model of its own and one thread of
 * arithmetic, so that they do not wait for each other.
 *
 * @throws Error as `openModel` does
 */
export async function startExplainers(
  workers: number,
  here: ExplainRow,
  { open, ...settings }: ExplainerSettings,
  signal: AbortSignal,
): Promise<Explainers> {
  if (workers === 1) return { explainers: [here], stop: async () => {} };
  const script = new URL('./explanation.worker.ts', import.meta.url);
  const start = () =>
    startThread<string, Explained | readonly Explained[]>(script, {
      ...settings,
      open: { ...open, threads: 1 },
    });
  const threads = await Promise.all(Array.from({ length: workers }, start));
  return {
    explainers: threads.map(({ run }) => (text) => {
      signal.throwIfAborted();
      return run(text);
    }),
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}
