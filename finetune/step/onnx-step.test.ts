import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, type Tensor } from '../../core/checkpoint/safetensors';
import { trainableModel } from '../../core/graphs/trainable-model';
import { parseModelConfig } from '../../core/models/registry';
import { readModelFolder, type ModelFolder } from '../../runtime/node/model-folder';
import { architectureFolder, architectureNames, readArchitectureGolden } from '../../test/architectures';
import { bertFolder, readBertGolden, type BertGolden } from '../../test/bert';
import { createOnnxStep } from './onnx-step';

describe('a training step of a BERT', () => {
  let golden: BertGolden['training'];
  let bert: ModelFolder;
  let torch: ReadonlyMap<string, Tensor>;

  beforeAll(async () => {
    golden = (await readBertGolden()).training;
    bert = await readModelFolder(bertFolder);
    torch = readSafetensors(await readFile(join(bertFolder, 'gradients.safetensors')));
  });

  it.each(['single', 'multi'] as const)("has torch's loss and gradients: %s label", async (kind) => {
    const problem_type = `${kind}_label_classification`;
    const config = parseModelConfig({ ...bert.configJson, problem_type });
    const step = await createOnnxStep({ ...trainableModel(config), dropout: 0 }, bert.parameters, {
      device: 'cpu',
      threads: 1,
    });
    const { loss, gradients } = await step.lossAndGradients({
      ids: golden.ids.map((row) => Int32Array.from(row)),
      targets: Float32Array.from(golden.targets.flat()),
      rowWeights: Float32Array.from(golden.weights),
      dropoutSeed: 1,
    });
    await step.dispose();
    expect(Math.abs(loss - golden[kind])).toBeLessThan(1e-5);
    const expected = [...torch].filter(([name]) => name.startsWith(`${kind}.`));
    // Of the second loss, only the gradients of the classifier are kept.
    expect(expected).toHaveLength(kind === 'single' ? gradients.size : 2);
    const total = Math.hypot(...expected.map(([, { data }]) => Math.hypot(...data)));
    for (const [name, { data }] of expected) {
      const gradient = gradients.get(name.slice(kind.length + 1))!;
      const norm = Math.hypot(...data);
      const error = Math.hypot(...data.map((value, at) => value - gradient[at]!));
      // The bias of the keys has no effect, so its gradient is only rounding.
      expect(error, name).toBeLessThan(1e-5 * Math.max(norm, 0.01 * total));
    }
  });
});

describe.each(architectureNames)('a training step of %s', (name) => {
  it("has transformers' logits, and gradients that tell how the loss changes with its tables", async () => {
    const { rows } = await readArchitectureGolden(name);
    const { config, parameters } = await readModelFolder(architectureFolder(name));
    const step = await createOnnxStep({ ...trainableModel(config), dropout: 0 }, parameters, {
      device: 'cpu',
      threads: 1,
    });
    const logits = await step.logits(rows);
    rows.forEach((row, at) => {
      row.logits.forEach((expected, k) => expect(Math.abs(logits[at]![k]! - expected)).toBeLessThan(1e-5));
    });
    const batch = {
      ids: rows.map(({ ids }) => Int32Array.from(ids)),
      targets: Float32Array.from(rows.flatMap(({ target }) => [0, 1, 2].map((k) => (k === target ? 1 : 0)))),
      rowWeights: new Float32Array(rows.length).fill(1),
      dropoutSeed: 1,
    };
    const { gradients } = await step.lossAndGradients(batch);
    expect([...gradients.keys()].sort()).toEqual([...parameters.keys()].sort());
    const { positions, types, distances } = config.names;
    const positionGradient = gradients.get(positions)!;
    // Places before the first belong to padding.
    const unused = positionGradient.subarray(0, config.firstPosition * config.embeddingSize);
    expect(unused.every((value) => value === 0)).toBe(true);
    for (const table of [positions, types, distances].filter((entry) => entry !== null)) {
      const gradient = gradients.get(table)!;
      const at = gradient.reduce(
        (best, value, i) => (Math.abs(value) > Math.abs(gradient[best]!) ? i : best),
        0,
      );
      const weights = parameters.get(table)!;
      const lossAt = async (value: number) => {
        const before = weights[at]!;
        weights[at] = value;
        const { loss } = await step.lossAndGradients(batch);
        weights[at] = before;
        return loss;
      };
      const [width, place] = [4e-3, weights[at]!];
      const slope = ((await lossAt(place + width)) - (await lossAt(place - width))) / (2 * width);
      expect(Math.abs(slope - gradient[at]!), table).toBeLessThan(0.02 * Math.abs(gradient[at]!));
    }
    await step.dispose();
  });
});
