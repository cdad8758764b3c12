import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { env, pipeline, type TextClassificationPipeline } from '@xenova/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forwardGraph } from '../../../core/graphs/inference-graphs';
import { packWeights } from '../../../core/graphs/packed-weights';
import { readModelFolder } from '../../../runtime/node/model-folder';
import { bertFolder } from '../../../test/bert';
import { classify, explain } from './explain-text';
import { fromPipeline } from './from-pipeline';

describe('a pipeline of transformers.js', () => {
  let folder: string;
  let classifier: TextClassificationPipeline;

  beforeAll(async () => {
    // The folder as transformers.js has it: the graph under onnx, its weights beside it.
    folder = await mkdtemp(join(tmpdir(), 'albert-lens-pipeline-'));
    const { config, parameters } = await readModelFolder(bertFolder);
    const packed = packWeights(config, parameters, 'float32', 'model.onnx_data');
    await mkdir(join(folder, 'onnx'));
    await writeFile(join(folder, 'onnx/model.onnx_data'), packed.bytes);
    const graph = forwardGraph(config, packed, { temperature: 1, arithmetic: 'float' });
    await writeFile(join(folder, 'onnx/model.onnx'), graph);
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
      await cp(join(bertFolder, name), join(folder, name));
    }
    env.allowRemoteModels = false;
    env.localModelPath = dirname(folder);
    const options = { dtype: 'fp32', use_external_data_format: true } as const;
    classifier = await pipeline('text-classification', basename(folder), options);
  });

  afterAll(async () => {
    await classifier.dispose();
    await rm(folder, { recursive: true });
  });

  it('gives the probabilities that it gives itself', async () => {
    const text = 'I love this phone, but the battery life is short.';
    const model = fromPipeline(classifier);
    const { probabilities } = await classify(model, text);
    const own = (await classifier(text, { top_k: null })) as { label: string; score: number }[];
    expect(model.classifier.classes).toEqual(['negative', 'neutral', 'positive']);
    for (const { label, score } of own) {
      expect(probabilities[model.classifier.classes.indexOf(label)]).toBeCloseTo(score, 6);
    }
  });

  it('is explained by methods that remove words, rows of any length together', async () => {
    const model = fromPipeline(classifier);
    const settings = { removal: 'delete' } as const;
    const { values, baseValue, outputValue } = await explain(model, 'not a good phone', { settings });
    const sum = values.reduce((total, value) => total + value, baseValue);
    expect(sum).toBeCloseTo(outputValue, 6);
    await expect(explain(model, 'good', { method: 'saliency' })).rejects.toThrow(/needs gradients/);
  });

  it('says what it lacks', () => {
    const { tokenizer, model } = classifier as unknown as Parameters<typeof fromPipeline>[0];
    const withoutFile = (text: string) => tokenizer(text);
    expect(() => fromPipeline({ tokenizer: withoutFile, model })).toThrow(/hand it over as tokenizerJson/);
    const unnamed = Object.assign((inputs: Parameters<typeof model>[0]) => model(inputs), { config: {} });
    expect(() => fromPipeline({ tokenizer, model: unnamed })).toThrow(/names no classes/);
    const config = { ...(model.config as object), id2label: { 0: 'stars' }, label2id: { stars: 0 } };
    const scoring = Object.assign((inputs: Parameters<typeof model>[0]) => model(inputs), { config });
    expect(() => fromPipeline({ tokenizer, model: scoring })).toThrow(/problem_type is "regression"/);
  });
});
