import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trainableModel } from '../../core/graphs/trainable-model';
import { argmax } from '../../core/math/argmax';
import { checkClaims } from '../../core/model/claims';
import type { GoldenOutputs } from '../../core/model/golden-outputs';
import { decodeModel } from '../../core/onnx/testing/decode-model';
import { readModelFolder } from '../../runtime/node/model-folder';
import { openModel } from '../../runtime/node/open-model';
import { architectureFolder, architectureNames, readArchitectureGolden } from '../../test/architectures';
import { bertFolder, changedBert, readBertGolden, steepBert } from '../../test/bert';
import { createOnnxStep } from '../step/onnx-step';
import { exportModel } from './export-model';

const settings = { name: 'tiny-bert', precision: 'int8', temperature: 1 } as const;

describe('exportModel, of a BERT', () => {
  let out: string;

  beforeEach(async () => (out = await mkdtemp(join(tmpdir(), 'albert-lens-export-'))));
  afterEach(() => rm(out, { recursive: true, force: true }));

  it('writes what answers near the float model, and says where every parameter lies', async () => {
    const manifest = await exportModel(bertFolder, out, settings);
    expect(manifest).toMatchObject({ activation: 'softmax', maxTokens: 48, embeddingSize: 32 });
    expect(manifest.parameters).toHaveProperty(
      ['bert.encoder.layer.1.output.dense.weight', 'shape'],
      [64, 32],
    );
    const { classifier, dispose } = await openModel(out, { threads: 1 });
    const { rows } = await readBertGolden();
    const logits = await classifier.logits(rows);
    rows.forEach((row, at) => {
      row.logits.forEach((value, k) => expect(Math.abs(logits[at]![k]! - value)).toBeLessThan(0.1));
    });
    await dispose();
  });

  it('writes golden outputs that vouch for what its manifest claims', async () => {
    const manifest = await exportModel(bertFolder, out, { ...settings, temperature: 1.5 });
    const golden = JSON.parse(await readFile(join(out, manifest.files.golden), 'utf8')) as GoldenOutputs;
    expect(checkClaims(manifest, golden)).toBe(true);
    expect(() => checkClaims({ ...manifest, temperature: 1 }, golden)).toThrow('temperature');
    const classes = [...manifest.classes].reverse();
    expect(() => checkClaims({ ...manifest, classes }, golden)).toThrow('manifest.json');
  });

  it('writes golden outputs whose every part is an output of the graphs', async () => {
    const { files } = await exportModel(bertFolder, out, settings);
    const golden = JSON.parse(await readFile(join(out, files.golden), 'utf8')) as GoldenOutputs;
    expect(Object.keys(golden.rows[0]!)).toEqual(['ids', 'logits', 'target', 'output', 'gradient']);
    const outputsOf = async (name: string) =>
      decodeModel(await readFile(join(out, name))).graph!.output.map((output) => output.name);
    expect(await outputsOf(files.gradient)).toEqual(['output', 'gradient']);
    expect(await outputsOf(files.forward)).toEqual(['logits']);
  });

  it("writes that a multi-label model's labels each hold or not", async () => {
    const { folder, remove } = await changedBert({ problem_type: 'multi_label_classification' });
    const { activation, files } = await exportModel(folder, out, settings);
    await remove();
    expect(activation).toBe('sigmoid');
    const { classifier, dispose } = await openModel(out, { threads: 1 });
    expect(classifier.activation).toBe('sigmoid');
    await dispose();
    const { rows } = JSON.parse(await readFile(join(out, files.golden), 'utf8')) as GoldenOutputs;
    const { logits, target, output } = rows.find((row) => row.target.output === 'probability')!;
    expect(output).toBeCloseTo(1 / (1 + Math.exp(-logits[target.classIndex]!)), 5);
  });

  it('reads in float where integer products err too much, and is read again', async () => {
    const { folder, remove } = await steepBert(200);
    const { files, parameters } = await exportModel(folder, out, settings);
    expect(files).not.toHaveProperty('forwardInteger');
    expect(await readdir(out)).not.toContain('forward-integer.onnx');
    // Its weights are int8 all the same: it can be taught, and be a base.
    expect(parameters).toBeDefined();
    const { rows } = await readBertGolden();
    const [exported, source] = [
      await openModel(out, { threads: 1 }),
      await openModel(folder, { threads: 1 }),
    ];
    const answers = [await exported.classifier.logits(rows), await source.classifier.logits(rows)] as const;
    answers[0].forEach((logits, at) => expect(argmax(logits)).toBe(argmax(answers[1][at]!)));
    for (const { dispose } of [exported, source]) await dispose();
    await remove();
  });

  it.each([50, 1000])('checks gradients of a model that is sure of everything (%d)', async (times) => {
    const { folder, remove } = await steepBert(times);
    const { files } = await exportModel(folder, out, settings);
    const { rows } = JSON.parse(await readFile(join(out, files.golden), 'utf8')) as GoldenOutputs;
    for (const { gradient } of rows) {
      expect(Math.max(...gradient.map((value) => Math.abs(value)))).toBeGreaterThan(1e-4);
    }
    await remove();
  });

  it('refuses a regression by name, before it writes', async () => {
    const { folder, remove } = await changedBert({ problem_type: 'regression' });
    await expect(exportModel(folder, join(out, 'none'), settings)).rejects.toThrow(
      'problem_type is "regression"',
    );
    await expect(readFile(join(out, 'none', 'manifest.json'))).rejects.toThrow('ENOENT');
    await remove();
  });
});

describe.each(architectureNames)('exportModel, of %s', (name) => {
  let out: string;

  beforeEach(async () => (out = await mkdtemp(join(tmpdir(), 'albert-lens-export-'))));
  afterEach(() => rm(out, { recursive: true, force: true }));

  it('writes what answers near the float model, and what training can start from', async () => {
    await exportModel(architectureFolder(name), out, { ...settings, name });
    const { classifier, dispose } = await openModel(out, { threads: 1 });
    const { rows } = await readArchitectureGolden(name);
    const logits = await classifier.logits(rows);
    await dispose();
    const { config, parameters } = await readModelFolder(out);
    const step = await createOnnxStep(trainableModel(config), parameters, { device: 'cpu', threads: 1 });
    const rounded = await step.logits(rows);
    await step.dispose();
    rows.forEach((row, at) => {
      row.logits.forEach((value, k) => {
        expect(Math.abs(logits[at]![k]! - value)).toBeLessThan(0.15);
        expect(Math.abs(rounded[at]![k]! - value)).toBeLessThan(0.15);
      });
    });
  });
});

it('does not take weights for a base that are not those of the manifest, nor those that are not int8', async () => {
  const out = await mkdtemp(join(tmpdir(), 'albert-lens-export-'));
  const { files } = await exportModel(bertFolder, out, settings);
  const weights = await readFile(join(out, files.weights));
  weights[5]! ^= 1;
  await writeFile(join(out, files.weights), weights);
  await expect(readModelFolder(out)).rejects.toThrow(
    /weights\.bin: it is not the file that the manifest describes/,
  );
  await exportModel(bertFolder, out, { ...settings, precision: 'float16' });
  await expect(readModelFolder(out)).rejects.toThrow('is an exported model that is not int8');
  await rm(out, { recursive: true, force: true });
});
