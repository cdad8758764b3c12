import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withNewParameters } from '../../core/checkpoint/checkpoint';
import { writeSafetensors, type Tensor } from '../../core/checkpoint/safetensors';
import { parameterShapes } from '../../core/models/parameters';
import { parseModelConfig } from '../../core/models/registry';
import { readModelFolder } from './model-folder';

const configJson = {
  model_type: 'bert',
  vocab_size: 5,
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 8,
  id2label: { 0: 'bad', 1: 'good' },
};
const config = parseModelConfig(configJson);

function tensors(): Map<string, Tensor> {
  let draws = 0;
  const parameters = withNewParameters(config, new Map(), () => Math.sin(draws++));
  return new Map(
    [...parameterShapes(config)].map(([name, shape]) => [name, { shape, data: parameters.get(name)! }]),
  );
}

describe('readModelFolder', () => {
  let folder: string;
  const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'albert-lens-folder-'));
    await write('config.json', JSON.stringify(configJson));
    await write('tokenizer.json', '{}');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('reads shards as it reads one file', async () => {
    const all = tensors();
    await write('model.safetensors', writeSafetensors(all));
    const whole = await readModelFolder(folder);
    await rm(join(folder, 'model.safetensors'));

    const entries = [...all];
    const shards = {
      'model-00001-of-00002.safetensors': entries.slice(0, 7),
      'model-00002-of-00002.safetensors': entries.slice(7),
    };
    for (const [name, part] of Object.entries(shards)) await write(name, writeSafetensors(new Map(part)));
    const weight_map = Object.fromEntries(
      Object.entries(shards).flatMap(([file, part]) => part.map(([name]) => [name, file])),
    );
    await write('model.safetensors.index.json', JSON.stringify({ metadata: {}, weight_map }));
    const sharded = await readModelFolder(folder);
    expect(sharded.parameters).toEqual(whole.parameters);
    expect(whole.parameters.size).toBe(parameterShapes(config).size);

    await rm(join(folder, 'model-00002-of-00002.safetensors'));
    await expect(readModelFolder(folder)).rejects.toThrow(
      /cannot read .*model-00002-of-00002\.safetensors: there is no such file/,
    );
  });

  it('follows an index to no other folder', async () => {
    const weight_map = { 'bert.pooler.dense.bias': '../elsewhere/model.safetensors' };
    await write('model.safetensors.index.json', JSON.stringify({ weight_map }));
    await expect(readModelFolder(folder)).rejects.toThrow('no .safetensors file beside it');
    await write('model.safetensors.index.json', '{}');
    await expect(readModelFolder(folder)).rejects.toThrow('names no files in its weight_map');
  });

  it('names the tensor, and the shard, whose values are not finite', async () => {
    const all = tensors();
    all.get('bert.encoder.layer.0.output.dense.weight')!.data[3] = NaN;
    const broken = /Tensor "bert\.encoder\.layer\.0\.output\.dense\.weight" holds NaN at index 3/;
    await write('model.safetensors', writeSafetensors(all));
    await expect(readModelFolder(folder)).rejects.toThrow(broken);
    await expect(readModelFolder(folder)).rejects.toThrow('model.safetensors: ');
    await rm(join(folder, 'model.safetensors'));
    await write('part.safetensors', writeSafetensors(all));
    await write('model.safetensors.index.json', JSON.stringify({ weight_map: { a: 'part.safetensors' } }));
    await expect(readModelFolder(folder)).rejects.toThrow(/part\.safetensors: Tensor/);
  });

  it('says what to run where only Python reads the weights or the tokenizer', async () => {
    await write('pytorch_model.bin', 'PK');
    await expect(readModelFolder(folder)).rejects.toThrow(
      /has pytorch_model\.bin but no model\.safetensors\. .*python -c "from transformers .*save_pretrained/,
    );
    await rm(join(folder, 'tokenizer.json'));
    await write('spiece.model', '');
    await expect(readModelFolder(folder)).rejects.toThrow(
      /has spiece\.model but no tokenizer\.json\. .*AutoTokenizer/,
    );
    await rm(join(folder, 'spiece.model'));
    await expect(readModelFolder(folder)).rejects.toThrow(
      /cannot read .*tokenizer\.json: there is no such file/,
    );
  });

  it.each([
    ['a config.json', { hidden_act: 'swish' }, null, 'config.json: hidden_act "swish" is not one of'],
    ['a regression', { problem_type: 'regression' }, null, 'config.json: problem_type is "regression"'],
    ['a bare encoder', {}, /^classifier\./, 'the checkpoint has no classifier: fine-tune it first'],
    [
      'half a head',
      {},
      /^classifier\.bias/,
      'the checkpoint has one of classifier.weight and classifier.bias',
    ],
    ['another size', { vocab_size: 6 }, null, 'bert.embeddings.word_embeddings.weight has shape [5, 4], but'],
  ])('names the folder of %s that cannot be used', async (_, change, without, message) => {
    await write('config.json', JSON.stringify({ ...configJson, ...change }));
    const kept = [...tensors()].filter(([name]) => without === null || !without.test(name));
    await write('model.safetensors', writeSafetensors(new Map(kept)));
    await expect(readModelFolder(folder)).rejects.toThrow(`${folder}: ${message}`);
  });
});
