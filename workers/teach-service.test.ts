import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../core/checkpoint/safetensors';
import type { TeachState } from '../core/teaching/state';
import type { Lesson } from '../core/teaching/teach';
import { readCard } from '../core/report/model-card';
import { labelLines } from '../core/teaching/labels-file';
import { openModel } from '../runtime/node/open-model';
import { readModelFolder } from '../runtime/node/model-folder';
import { runCli } from '../test/companion';
import {
  anySource,
  easyLesson,
  filesOf,
  inFolder,
  memoryStore,
  teachTools,
  tinyModel,
} from '../test/teach-tools';
import { KeptTeachings } from './kept-teachings';
import { MemoryShelf } from './testing/memory-shelf';
import type { TeachOutcome, TeachProgress } from './teach-api';
import { TeachService } from './teach-service';

const serviceOn = async (shelf = new MemoryShelf()) => {
  const service = new TeachService(() => Promise.resolve(teachTools()), new KeptTeachings(shelf));
  await service.look(anySource);
  return service;
};

interface Run {
  readonly resume?: boolean;
  readonly memory?: ReturnType<typeof memoryStore>;
  readonly onProgress?: (progress: TeachProgress, stop: () => void) => void;
  readonly onNotKept?: (reason: string) => void;
}

/** Teaches, and stops when it is told so. */
async function run(
  service: TeachService,
  lesson: Lesson,
  { resume = false, memory = memoryStore(), onProgress, onNotKept = () => undefined }: Run = {},
): Promise<TeachOutcome | null> {
  const { port1, port2 } = new MessageChannel();
  try {
    return await service.teach(
      lesson,
      resume,
      port2,
      memory,
      (progress) => onProgress?.(progress, () => port1.postMessage('abort')),
      onNotKept,
    );
  } finally {
    port1.close();
  }
}

const weightsOf = async ({ weights }: TeachOutcome) =>
  readSafetensors(new Uint8Array(await weights.arrayBuffer()));

/** Names of tensors that differ, bit by bit. */
async function differing(a: TeachOutcome, b: TeachOutcome): Promise<string[]> {
  const [one, other] = [await weightsOf(a), await weightsOf(b)];
  return [...one].flatMap(([name, { data }]) =>
    Buffer.compare(Buffer.from(data.buffer), Buffer.from(other.get(name)!.data.buffer)) === 0 ? [] : [name],
  );
}

describe('a model that is taught', () => {
  it('learns, is measured before and after, and opens wherever exported models do', async () => {
    const service = await serviceOn();
    const seen = new Map<string, TeachProgress>();
    const outcome = await run(service, easyLesson({ epochs: 15, learningRate: 5e-3 }), {
      onProgress: (progress) => seen.set(progress.phase, progress),
    });
    expect([...seen.keys()]).toEqual(['opening', 'before', 'learning', 'after', 'writing']);
    expect(seen.get('learning')).toMatchObject({ step: outcome!.steps, steps: outcome!.steps });
    const { report } = outcome!;
    expect([report.heldOut, report.kept]).toEqual([12, 3]);
    expect(report.after.logLoss.estimate).toBeLessThan(report.before.logLoss.estimate);
    expect(report.after.accuracy.estimate).toBeGreaterThan(0.6);
    const files = await filesOf(outcome!.model);
    const { text, licence } = readCard(new TextDecoder().decode(files.get('README.md')));
    expect(text).toContain('On the 12 labels that were held out');
    expect(licence).toBe('For lessons: ask "us" first');
    expect(JSON.parse(new TextDecoder().decode(files.get('manifest.json')))).toMatchObject({
      languages: ['pl'],
    });
    const { heldOut } = easyLesson();
    const classes = ['negative', 'neutral', 'positive'];
    const rows = new TextEncoder().encode(labelLines(heldOut, classes));
    await inFolder(new Map(files).set('rows.jsonl', rows), async (folder) => {
      const { classifier, manifest, dispose } = await openModel(folder, { threads: 1 });
      expect([classifier.classes, manifest!.name]).toEqual([classes, 'tiny-taught']);
      await dispose();
      const { code, stdout, stderr } = await runCli('evaluate', [
        ...['--model', folder, '--data', `${folder}/rows.jsonl`, '--threads', '1', '--json'],
      ]);
      expect(code, stderr).toBe(0);
      // It runs with integer products, the report in float on the same weights: an answer on the edge may differ.
      const accuracy = Number(/"accuracy": ?([\d.]+)/.exec(stdout)![1]);
      expect(Math.abs(accuracy - report.after.accuracy.estimate)).toBeLessThanOrEqual(1 / 12 + 1e-9);
    });
    const hub = new Map(files).set('model.safetensors', new Uint8Array(await outcome!.weights.arrayBuffer()));
    await inFolder(hub, async (folder) => {
      const { parameters } = await readModelFolder(folder);
      expect(parameters.get('classifier.bias')!.length).toBe(3);
    });
  });

  it.each([
    ['classifier', ['classifier.weight', 'classifier.bias']],
    ['pooler', ['albert.pooler.weight', 'albert.pooler.bias', 'classifier.weight', 'classifier.bias']],
  ] as const)('changes nothing but what its scope names: %s', async (scope, names) => {
    const service = await serviceOn();
    const phases = new Set<string>();
    const outcome = await run(service, easyLesson({ scope, epochs: 3 }), {
      onProgress: ({ phase }) => phases.add(phase),
    });
    expect(phases).toContain('features');
    const { parameters } = await readModelFolder(tinyModel);
    const weights = await weightsOf(outcome!);
    const changed = [...weights].filter(([name, { data }]) => {
      const before = parameters.get(name)!;
      return data.some((value, at) => value !== before[at]);
    });
    expect(changed.map(([name]) => name)).toEqual(names);
    // The layers have read every text: another lesson begins at once.
    phases.clear();
    await run(service, easyLesson({ scope, epochs: 4 }), { onProgress: ({ phase }) => phases.add(phase) });
    expect(phases).not.toContain('features');
  });

  it.each(['all', 'classifier'] as const)(
    'ends in the same bits where it was paused, or its worker died, and went on: %s',
    async (scope) => {
      const lesson = easyLesson({ scope, epochs: 10 });
      const whole = await run(await serviceOn(), lesson);
      const memory = memoryStore();
      const first = await serviceOn();
      const paused = await run(first, lesson, {
        memory,
        onProgress: (progress, stop) => {
          if (progress.phase === 'learning' && progress.step === 17) stop();
        },
      });
      expect(paused).toBeNull();
      // A checkpoint of the fifteenth step, as a worker that died leaves it.
      const left = memoryStore();
      left.files.set('checkpoint.safetensors', memory.files.get('checkpoint.previous.safetensors')!);
      for (const store of [memory, left]) {
        const resumed = await run(await serviceOn(), lesson, { resume: true, memory: store });
        expect(await differing(whole!, resumed!)).toEqual([]);
        expect(resumed!.report).toEqual(whole!.report);
      }
    },
  );

  it('is stopped before it has learnt anything, and begins anew', async () => {
    const service = await serviceOn();
    const memory = memoryStore();
    const stopped = await run(service, easyLesson(), {
      memory,
      onProgress: ({ phase }, stop) => {
        if (phase === 'before') stop();
      },
    });
    expect(stopped).toBeNull();
    expect(await run(service, easyLesson(), { memory, resume: true })).not.toBeNull();
  });

  it('goes on from what is kept on the machine after a reload', async () => {
    const shelf = new MemoryShelf();
    const lesson = easyLesson({ epochs: 6, scope: 'classifier' });
    const state: TeachState = {
      format: 'albert-lens teaching',
      version: 1,
      savedAt: '2026-01-01T00:00:00.000Z',
      model: { name: 'tiny', version: 'v' },
      classes: ['negative', 'neutral', 'positive'],
      texts: [
        {
          text: 'a',
          label: 2,
          isReaders: true,
          answer: 0,
          isDisputed: false,
          isHeldOut: null,
          probabilities: null,
        },
      ],
      lesson: structuredClone({
        ...lesson,
        taught: [...lesson.taught],
        heldOut: [...lesson.heldOut],
        kept: [...lesson.kept],
      }),
      report: null,
    };
    const first = await serviceOn(shelf);
    const id = await first.keep(state, memoryStore());
    const memory = memoryStore();
    await run(first, lesson, {
      memory,
      onProgress: (progress, stop) => {
        if (progress.phase === 'learning' && progress.step === 9) stop();
      },
    });
    expect(memory.files.size).toBe(0);
    await first.remember({ ...state, savedAt: '2026-01-02T00:00:00.000Z' });
    shelf.held.clear();

    const second = await serviceOn(shelf);
    expect(await second.kept()).toEqual([
      {
        id,
        savedAt: '2026-01-02T00:00:00.000Z',
        model: 'tiny',
        classes: state.classes,
        texts: 1,
        labels: 1,
      },
    ]);
    expect(await second.openKept(id)).toMatchObject({ lesson: { taught: lesson.taught } });
    const resumed = await run(second, lesson, { resume: true, memory: memoryStore() });
    const whole = await run(await serviceOn(), lesson);
    expect(await differing(whole!, resumed!)).toEqual([]);
    await second.forgetKept(id);
    expect([await second.kept(), shelf.folders.size]).toEqual([[], 0]);
    await expect(second.openKept(id)).rejects.toThrow('It is not kept any more');
    expect(shelf.folders.size).toBe(0);
  });

  it('learns on in memory where the machine has no more room, and says so', async () => {
    const shelf = new MemoryShelf();
    const service = await serviceOn(shelf);
    await service.keep(
      {
        format: 'albert-lens teaching',
        version: 1,
        savedAt: '',
        model: { name: 'tiny', version: 'v' },
        classes: ['negative', 'neutral', 'positive'],
        texts: [],
        lesson: null,
        report: null,
      },
      memoryStore(),
    );
    shelf.room = 1000;
    const reasons: string[] = [];
    const memory = memoryStore();
    const lesson = easyLesson({ scope: 'classifier' });
    const outcome = await run(service, lesson, { memory, onNotKept: (reason) => reasons.push(reason) });
    expect(outcome).not.toBeNull();
    expect(reasons).toEqual(['there is no more room for it']);
    expect(memory.files.has('checkpoint.safetensors')).toBe(true);
  });

  it('is refused where the graphs that learn do not answer as the model must', async () => {
    const tools = teachTools();
    const service = new TeachService(
      async () => ({
        ...tools,
        readBase: async (source) => {
          const base = await tools.readBase(source);
          const bias = base.parameters.get('classifier.bias')!;
          return {
            ...base,
            parameters: new Map([...base.parameters, ['classifier.bias', bias.map((x) => x + 0.1)]]),
          };
        },
      }),
      new KeptTeachings(new MemoryShelf()),
    );
    await service.look(anySource);
    await expect(run(service, easyLesson())).rejects.toThrow(
      /tiny cannot be taught here: .*\(off by 0\.10\)/,
    );
  });
});
