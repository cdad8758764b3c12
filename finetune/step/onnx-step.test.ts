import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, type Tensor } from '../../core/checkpoint/safetensors';
import { trainableModel } from '../../core/graphs/trainable-model';
import { parseModelConfig } from '../../core/models/registry';
import { readModelFolder, type ModelFolder } from '../../runtime/node/model-folder';
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
