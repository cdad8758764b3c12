import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { number, text } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { writeSafetensors } from '../core/checkpoint/safetensors';
import { Random } from '../core/math/random';
import { parameterShapes } from '../core/models/parameters';
import { parseModelConfig } from '../core/models/registry';
import { findChromium } from '../scripts/chromium.mjs';
import { serveSite } from '../scripts/site-server';
import { describeMachine } from './machine';
import { RendererMemory, renderersOf } from './renderer-memory';
import { resultsFolder } from './results-folder';

const fixture = resolve(import.meta.dirname, '../test/fixtures/bert');

await runCommand(
  {
    name: 'npm run bench:conversion --',
    summary:
      'Has the built page convert a BERT of random float32 weights from its own host, in a real Chromium: seconds until the model\n' +
      'is made, and the peak of the memory of the page’s process. BERT base by default. Takes the site of `npm run build`.',
    options: {
      layers: number('N', 'layers (12)', { min: 1, whole: true }),
      hidden: number('N', 'hidden size (768)', { min: 64, whole: true }),
      vocabulary: number('N', 'vocabulary (30522)', { min: 160, whole: true }),
      site: text('DIR', 'the built site (dist)'),
    },
  },
  async ({ layers = 12, hidden = 768, vocabulary = 30_522, site = 'dist' }, signal) => {
    const progress = new ProgressLine(process.stderr);
    const folder = await mkdtemp(join(tmpdir(), 'albert-lens-conversion-'));
    const program = await findChromium();
    if (program === null) throw new Error('There is no Chromium. `npm test` installs one.');
    try {
      progress.show('writing the model');
      const megabytes = await writeModel(join(folder, 'model'), { layers, hidden, vocabulary });
      signal.throwIfAborted();
      if (megabytes <= 25)
        throw new Error('A model of up to 25 MB is loaded unasked, and not measured here: make it larger.');
      progress.show('converting it');
      const measured = await convert(program, site, folder);
      progress.clear();
      const results = { machine: describeMachine(), layers, hidden, vocabulary, megabytes, ...measured };
      await mkdir(resultsFolder, { recursive: true });
      await writeFile(join(resultsFolder, 'conversion.json'), `${JSON.stringify(results, null, 2)}\n`);
      process.stdout.write(
        `${megabytes.toFixed(0)} MB of float32 weights: made in ${measured.seconds.toFixed(1)} s, ` +
          `loaded in ${measured.loadSeconds.toFixed(1)} s more, peak of the page’s process ${measured.peakMemoryMB} MB ` +
          `(${measured.idleMemoryMB} MB before)\n`,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

interface Shape {
  readonly layers: number;
  readonly hidden: number;
  readonly vocabulary: number;
}

/** A BERT of random weights in the Hugging Face form. @returns megabytes of its weights */
async function writeModel(folder: string, { layers, hidden, vocabulary }: Shape): Promise<number> {
  await mkdir(folder);
  const json = {
    ...(JSON.parse(await readFile(join(fixture, 'config.json'), 'utf8')) as object),
    num_hidden_layers: layers,
    hidden_size: hidden,
    num_attention_heads: Math.max(1, Math.round(hidden / 64)),
    intermediate_size: 4 * hidden,
    vocab_size: vocabulary,
    max_position_embeddings: 512,
  };
  const random = new Random(1);
  const tensors = new Map(
    [...parameterShapes(parseModelConfig(json))].map(([name, shape]) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      const isScale = /norm\.weight$/i.test(name);
      const data = Float32Array.from({ length }, () => (isScale ? 1 : 0.07 * (random.uniform() - 0.5)));
      return [name, { shape, data }] as const;
    }),
  );
  const bytes = writeSafetensors(tensors, { format: 'pt' });
  await writeFile(join(folder, 'config.json'), JSON.stringify(json));
  await writeFile(join(folder, 'model.safetensors'), bytes);
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(fixture, name), join(folder, name));
  return bytes.length / 1e6;
}

/** Seconds from the reader's consent until the model is made, and from there until it runs; megabytes before, and at most. */
async function convert(program: string, site: string, folder: string) {
  const server = await serveSite(site, { mounts: { model: join(folder, 'model') } });
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: program,
    args: ['--no-sandbox'],
  });
  const memory = new RendererMemory(() => renderersOf(context));
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(600_000);
    await page.goto(`${server.url}?model=model#/model`);
    await page.getByTestId('model-offered').waitFor();
    const idleMemoryMB = await memory.peak();
    const startedAt = performance.now();
    await page.getByRole('button', { name: 'Load it' }).click();
    await page.getByText(/^Computing what/).waitFor();
    const roundedAfter = (performance.now() - startedAt) / 1000;
    const roundingMemoryMB = await memory.peak();
    await page.getByTestId('model-loading').waitFor();
    const seconds = (performance.now() - startedAt) / 1000;
    const peakMemoryMB = await memory.peak();
    await page.getByTestId('model-ready').waitFor({ state: 'attached' });
    const loadSeconds = (performance.now() - startedAt) / 1000 - seconds;
    return {
      roundedAfter,
      seconds,
      loadSeconds,
      idleMemoryMB,
      roundingMemoryMB,
      peakMemoryMB,
      peakWithLoadingMB: await memory.peak(),
    };
  } finally {
    memory.stop();
    await context.close();
    await server.close();
  }
}
