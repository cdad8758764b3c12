import { describe, expect, it } from 'vitest';
import { OtherRunError, checkpointSteps } from './checkpoint';
import { runTraining } from './loop';
import type { TrainingEvent, TrainingRun, TrainingTools } from './run';
import type { StageRows } from './rows';
import { defaultSettings } from './settings';
import type { TrainingBatch, TrainingStep } from './step';
import type { CheckpointStore } from './store';

const WORDS = 12;
const CLASSES = 4;
const special = { cls: 0, sep: 1, mask: 2 };

/** Checkpoints in memory. */
class MemoryStore implements CheckpointStore {
  readonly files = new Map<string, Uint8Array>();
  saves = 0;
  async load(name: string) {
    return this.files.get(name)?.slice() ?? null;
  }
  async save(name: string, bytes: Uint8Array) {
    this.saves++;
    this.files.set(name, bytes.slice());
  }
  async rename(from: string, to: string) {
    const bytes = this.files.get(from);
    if (!bytes) return;
    this.files.delete(from);
    this.files.set(to, bytes);
  }
}

/** Logistic regression over the words of a row. Its gradient is known: (p - target) for the logit of each word. */
function logisticStep(): TrainingStep {
  const weights = new Float32Array(WORDS * CLASSES);
  const bias = new Float32Array(CLASSES);
  const logitsOf = (ids: ArrayLike<number>) => {
    const logits = bias.slice();
    for (const id of Array.from(ids)) {
      for (let k = 0; k < CLASSES; k++) logits[k]! += weights[id * CLASSES + k]!;
    }
    return logits;
  };
  return {
    parameters: new Map([
      ['words.weight', weights],
      ['words.bias', bias],
    ]),
    async lossAndGradients({ ids, targets, rowWeights }: TrainingBatch) {
      const gradients = new Map([
        ['words.weight', new Float32Array(weights.length)],
        ['words.bias', new Float32Array(CLASSES)],
      ]);
      const total = rowWeights.reduce((sum, weight) => sum + weight, 0);
      let loss = 0;
      ids.forEach((row, at) => {
        const logits = logitsOf(row);
        const sum = logits.reduce((all, logit) => all + Math.exp(logit), 0);
        for (let k = 0; k < CLASSES; k++) {
          const target = targets[at * CLASSES + k]!;
          const share = rowWeights[at]! / total;
          const p = Math.exp(logits[k]!) / sum;
          loss -= share * target * Math.log(p);
          gradients.get('words.bias')![k]! += share * (p - target);
          for (const id of row) gradients.get('words.weight')![id * CLASSES + k]! += share * (p - target);
        }
      });
      return { loss, gradients };
    },
    logits: async (rows) => rows.map(({ ids }) => logitsOf(ids)),
  };
}

/** The class of a row is that of its only word after [CLS]. */
function toyRows(count: number): StageRows {
  const labels = Array.from({ length: count }, (_, row) => row % CLASSES);
  return {
    ids: labels.map((label, row) =>
      Int32Array.from([0, 3 + label, ...new Array<number>(row % 3).fill(8 + (row % 4)), 1]),
    ),
    targets: labels.map((label) => Float32Array.from({ length: CLASSES }, (_, k) => Number(k === label))),
    rowWeights: labels.map(() => 1),
    sources: [{ start: 0, count, weight: 1.5 }],
  };
}

const stage = { ...defaultSettings(), name: 'one', batchTokens: 24, learningRate: 0.1, wordDropout: 0.1 };
const run: TrainingRun = {
  stages: [stage, { ...stage, name: 'two', epochs: 1 }],
  seed: 5,
  averaging: 0.9,
  validateEvery: 7,
  checkpointEvery: 4,
  fingerprint: 'a',
  resume: false,
};

interface Kept {
  step: number;
  weights: Float32Array;
}

function setUp(change: Partial<TrainingTools> = {}) {
  const rows = toyRows(40);
  const kept: Kept[] = [];
  const events: TrainingEvent[] = [];
  const store = new MemoryStore();
  const step = logisticStep();
  const tools: TrainingTools = {
    step,
    special,
    rows: async () => rows,
    validation: rows.ids.map((ids, row) => ({ ids, label: row % CLASSES })),
    store,
    keep: async (parameters, history) => {
      kept.push({ step: history.at(-1)!.step, weights: parameters.get('words.weight')!.slice() });
    },
    retry: async (_, error) => {
      throw error;
    },
    onEvent: (event) => void events.push(event),
    ...change,
  };
  return { tools, kept, events, store, step };
}

describe('runTraining', () => {
  it('learns, keeps the best on validation, and says what it does', async () => {
    const { tools, kept, events } = setUp();
    const { finished, position } = await runTraining(run, tools);
    expect(finished).toBe(true);
    const { history } = position;
    expect(history.at(-1)!.accuracy).toBe(1);
    expect(history.at(-1)!.logLoss).toBeLessThan(0.5 * history[0]!.logLoss);
    const best = history.filter((entry, at) => history.slice(0, at).every((e) => entry.logLoss < e.logLoss));
    expect(kept.map(({ step }) => step)).toEqual(best.map(({ step }) => step));
    const steps = events.filter(({ kind }) => kind === 'step');
    expect(steps).toHaveLength(position.step);
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'step' && kind !== 'validated')).toEqual([
      'reading',
      'learning',
      'reading',
      'learning',
    ]);
    expect(events.filter(({ kind }) => kind === 'validated')).toHaveLength(history.length);
  });

  it('validates and keeps averaged weights, and goes on from the others', async () => {
    const averaged = setUp();
    await runTraining(run, averaged.tools);
    const plain = setUp();
    await runTraining({ ...run, averaging: 0 }, plain.tools);
    expect(averaged.step.parameters).toEqual(plain.step.parameters);
    expect(averaged.kept[0]!.weights).not.toEqual(plain.kept[0]!.weights);
  });

  /** Ends a run at a step. An aborted run ends in good order; a killed one leaves only what is in the store. */
  async function endAt(at: number, how: 'abort' | 'kill', store: MemoryStore, resume: boolean) {
    const controller = new AbortController();
    let steps = 0;
    const { tools, kept } = setUp({
      store,
      signal: controller.signal,
      onEvent: ({ kind }) => {
        if (kind !== 'step' || ++steps < at) return;
        if (how === 'abort') controller.abort();
        else throw new Error('killed');
      },
    });
    const ended = runTraining({ ...run, resume }, tools);
    if (how === 'kill') await expect(ended).rejects.toThrow('killed');
    else expect((await ended).finished).toBe(false);
    return kept;
  }

  it('ends in the same bits when it is stopped, killed and resumed as when it is not', async () => {
    const unbroken = setUp();
    const outcome = await runTraining(run, unbroken.tools);

    const store = new MemoryStore();
    const kept = await endAt(9, 'abort', store, false);
    kept.push(...(await endAt(6, 'kill', store, true)));
    kept.push(...(await endAt(25, 'abort', store, true)));
    const last = setUp({ store });
    const resumed = await runTraining({ ...run, resume: true }, last.tools);
    kept.push(...last.kept);

    expect(resumed).toEqual(outcome);
    expect(last.step.parameters).toEqual(unbroken.step.parameters);
    expect(store.files.get('checkpoint.safetensors')).toEqual(
      unbroken.store.files.get('checkpoint.safetensors'),
    );
    expect(kept.at(-1)).toEqual(unbroken.kept.at(-1));
    expect(last.events[0]).toMatchObject({ kind: 'resumed' });
  });

  it('goes on from the checkpoint before when the newest is damaged', async () => {
    const unbroken = setUp();
    const outcome = await runTraining(run, unbroken.tools);
    const store = new MemoryStore();
    await endAt(9, 'abort', store, false);
    store.files.set('checkpoint.safetensors', store.files.get('checkpoint.safetensors')!.slice(0, -8));
    const resumed = setUp({ store });
    expect(await runTraining({ ...run, resume: true }, resumed.tools)).toEqual(outcome);
    expect(resumed.step.parameters).toEqual(unbroken.step.parameters);
  });

  it('continues no other run, unless that one had learnt nothing', async () => {
    const store = new MemoryStore();
    const failing = setUp({ store });
    failing.step.lossAndGradients = () => Promise.reject(new Error('no device'));
    await expect(runTraining(run, failing.tools)).rejects.toThrow('no device');
    expect(await checkpointSteps(store)).toBe(0);
    const other = { ...run, fingerprint: 'b', resume: true };
    const fresh = setUp({ store });
    await runTraining(other, fresh.tools);
    expect(fresh.events[0]).toEqual({ kind: 'no checkpoint' });
    expect(await checkpointSteps(store)).toBeGreaterThan(20);
    await expect(runTraining({ ...run, resume: true }, setUp({ store }).tools)).rejects.toThrow(
      OtherRunError,
    );
  });

  it('saves nothing when its rows cannot be read or none is drawn', async () => {
    const broken = setUp({ rows: () => Promise.reject(new Error('a.jsonl, line 3')) });
    await expect(runTraining(run, broken.tools)).rejects.toThrow('a.jsonl, line 3');
    const rows = { ...toyRows(40), sources: [{ start: 0, count: 40, weight: 0 }] };
    const empty = setUp({ rows: async () => rows });
    await expect(runTraining(run, empty.tools)).rejects.toThrow('stage one has no rows to learn from');
    expect([broken.store.saves, empty.store.saves]).toEqual([0, 0]);
  });

  it('trains on when a checkpoint is not saved, and tries again at the end', async () => {
    const tried: string[] = [];
    let room = true;
    const { tools, events, store } = setUp({
      retry: async (what, error) => {
        tried.push(`${what}: ${error.message}`);
        room = true;
      },
    });
    const save = store.save.bind(store);
    store.save = (name, bytes) => (room ? save(name, bytes) : Promise.reject(new Error('full')));
    const outcome = await runTraining(run, {
      ...tools,
      onEvent: (event) => {
        events.push(event);
        if (event.kind === 'learning') room = false;
      },
    });
    expect(outcome.finished).toBe(true);
    expect(events.filter(({ kind }) => kind === 'unsaved').length).toBeGreaterThan(2);
    expect(tried).toEqual(['the last checkpoint: full']);
    expect(await checkpointSteps(store)).toBe(outcome.position.step);
  });

  it('stops at a loss that is no number, which a smaller learning rate may mend', async () => {
    const { tools, step } = setUp();
    const learn = step.lossAndGradients.bind(step);
    step.lossAndGradients = async (batch) => ({ ...(await learn(batch)), loss: NaN });
    await expect(runTraining(run, tools)).rejects.toThrow(
      'the loss is NaN at step 1: try a smaller learning rate',
    );
  });
});
