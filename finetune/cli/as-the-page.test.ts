import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../core/checkpoint/safetensors';
import { trainableModel } from '../../core/graphs/trainable-model';
import { companionArguments, labelFiles, labelLines } from '../../core/teaching/labels-file';
import { globalNorm } from '../../core/training/adamw';
import { encodeRow } from '../../core/training/rows';
import { readModelFolder } from '../../runtime/node/model-folder';
import { openModel } from '../../runtime/node/open-model';
import { createTokenizer } from '../../runtime/tokenizer';
import { bitsOf } from '../../test/bits';
import { runCli } from '../../test/companion';
import { anySource, easyLesson, memoryStore, teachTools, tinyModel } from '../../test/teach-tools';
import { KeptTeachings } from '../../workers/kept-teachings';
import { MemoryShelf } from '../../workers/testing/memory-shelf';
import type { TeachOutcome } from '../../workers/teach-api';
import { TeachService } from '../../workers/teach-service';
import { openStep } from '../step/open-step';

const classes = ['negative', 'neutral', 'positive'];
const lesson = easyLesson({ epochs: 3 });

describe('the companion and the page, taught the same', () => {
  let work: string;
  let outcome: TeachOutcome;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'albert-lens-same-'));
    await writeFile(join(work, labelFiles.taught), labelLines(lesson.taught, classes));
    await writeFile(join(work, labelFiles.heldOut), labelLines(lesson.heldOut, classes));
    const service = new TeachService(async () => teachTools(), new KeptTeachings(new MemoryShelf()));
    const { maxTokens } = await service.look(anySource);
    expect(maxTokens).toBe(512);
    const { port1, port2 } = new MessageChannel();
    const nothing = () => undefined;
    outcome = (await service.teach(lesson, false, port2, memoryStore(), nothing, nothing))!;
    port1.close();
  });
  afterAll(() => rm(work, { recursive: true, force: true }));

  it('learn the same weights, bit for bit, on the same runtime, from an exported int8 folder', async () => {
    const out = join(work, 'same');
    const folders = { base: tinyModel, labels: work, out };
    const { code, stderr } = await runCli('finetune', companionArguments(lesson.settings, 512, folders));
    expect(code, stderr).toBe(0);
    const { parameters } = await readModelFolder(out);
    const taught = readSafetensors(new Uint8Array(await outcome.weights.arrayBuffer()));
    const pages = new Map(Array.from(taught, ([name, { data }]) => [name, data]));
    expect(bitsOf(pages)).toEqual(bitsOf(parameters));
    const before = await readModelFolder(tinyModel);
    expect(pages.get('classifier.bias')).not.toEqual(before.parameters.get('classifier.bias'));
  });

  it('learn nearly the same on onnxruntime-node: the first gradients, and what is held out', async () => {
    const folder = await readModelFolder(tinyModel);
    const tokenizer = createTokenizer(folder.tokenizerJson, folder.tokenizerConfig);
    const some = lesson.taught.slice(0, 16);
    const batch = {
      ids: some.map(({ text }) => encodeRow(tokenizer, text, 512)),
      targets: Float32Array.from(some.flatMap(({ label }) => classes.map((_, k) => Number(k === label)))),
      rowWeights: new Float32Array(some.length).fill(1),
      dropoutSeed: 1,
    };
    const steps = await Promise.all(
      (['wasm', 'cpu'] as const).map((device) =>
        openStep(trainableModel(folder.config), folder.parameters, { device, threads: 1 }),
      ),
    );
    const [page, node] = await Promise.all(steps.map((step) => step.lossAndGradients(batch)));
    const difference = new Map(
      [...node!.gradients].map(([name, gradient]) => [
        name,
        gradient.map((value, at) => value - page!.gradients.get(name)![at]!),
      ]),
    );
    expect(globalNorm(difference) / globalNorm(node!.gradients)).toBeLessThan(1e-5);
    for (const step of steps) await step.dispose();

    const out = join(work, 'node');
    const args = companionArguments(lesson.settings, 512, { base: tinyModel, labels: work, out });
    const { code, stderr } = await runCli('finetune', [
      ...args.map((each) => (each === 'wasm' ? 'cpu' : each)),
      ...['--threads', '1'],
    ]);
    expect(code, stderr).toBe(0);
    const { classifier, dispose } = await openModel(out, { threads: 1 });
    const pages = readSafetensors(new Uint8Array(await outcome.weights.arrayBuffer()));
    const step = await openStep(
      trainableModel(folder.config),
      new Map([...pages].map(([name, { data }]) => [name, data])),
      { device: 'cpu', threads: 1 },
    );
    const rows = lesson.heldOut.map(({ text }) => ({ ids: encodeRow(tokenizer, text, 512) }));
    const [theirs, ours] = [await classifier.logits(rows), await step.logits(rows)];
    ours.forEach((row, at) =>
      row.forEach((value, k) => expect(Math.abs(value - theirs[at]![k]!)).toBeLessThan(1e-2)),
    );
    await dispose();
    await step.dispose();
  });
});
