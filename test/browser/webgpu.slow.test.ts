import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type * as ComlinkModule from 'comlink';
import { expect, inject, it } from 'vitest';
import type { ExplainRequest, ModelWorkerApi } from '../../workers/api';
import { serveSite } from '../../scripts/site-server';
import { launch, newPage, softwareGpu } from './browser';
import { gpuDisguise } from './gpu-disguise';

it("the model's worker explains on WebGPU, and measures it", async () => {
  const comlink = dirname(createRequire(import.meta.url).resolve('comlink/dist/esm/comlink.min.mjs'));
  const server = await serveSite(inject('site'), {
    mounts: { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model'), comlink },
    // A page of its own, without the site's policy: what is tried here is the worker.
    headers: false,
    headersOf: (path) => (path.endsWith('.mjs') ? { 'Content-Type': 'text/javascript' } : {}),
    alter: (path, content) => {
      if (path === 'index.html') return Buffer.from('<!doctype html><title>Worker</title>');
      return /model\.worker-.*\.js$/.test(path)
        ? Buffer.concat([Buffer.from(gpuDisguise), content])
        : content;
    },
  });
  const assets = await readdir(`${inject('site')}/assets`);
  const script = assets.find((name) => /^model\.worker-.*\.js$/.test(name))!;
  const request: ExplainRequest = {
    text: 'I absolutely love this phone, but the battery life is short.',
    methods: [
      { method: 'shapley-interpolation', settings: { budget: 'quick' } },
      { method: 'integrated-gradients', settings: { steps: 20 } },
    ],
    longText: 'windows',
    classIndex: 0,
    output: 'logit',
    unit: 'word',
    topK: 5,
  };
  const browser = await launch(softwareGpu);
  try {
    const page = await newPage(browser);
    await page.goto(server.url);
    await page.addScriptTag({
      type: 'module',
      content: `import * as Comlink from './comlink/comlink.min.mjs'; Object.assign(self, { Comlink });`,
    });
    await page.waitForFunction(() => 'Comlink' in globalThis);
    const { summary, comparison, speed } = await page.evaluate(
      async ({ script, request }) => {
        const { Comlink } = globalThis as unknown as { Comlink: typeof ComlinkModule };
        const worker = new Worker(new URL(`assets/${script}`, location.href), { type: 'module' });
        const api = Comlink.wrap<ModelWorkerApi>(worker);
        const nothing = Comlink.proxy(() => undefined);
        const base = new URL('tiny-model/', location.href).href;
        const summary = await api.load(base, 'webgpu', nothing, nothing, nothing, false);
        const never = () => {
          const { port1 } = new MessageChannel();
          return Comlink.transfer(port1, [port1]);
        };
        const comparison = await api.explain(request, never(), nothing);
        return { summary, comparison, speed: await api.measure(never()) };
      },
      { script, request },
    );
    expect(summary).toMatchObject({ backend: 'webgpu', reader: { kind: 'runtime' } });
    expect(summary.golden!.logits).toBeLessThan(1e-2);
    expect(comparison.explanations).toHaveLength(2);
    for (const { delta } of comparison.explanations) expect(Math.abs(delta)).toBeLessThan(0.02);
    expect(speed.forward).toBeGreaterThan(0);
    expect(speed.gradient).toBeGreaterThan(0);
  } finally {
    await browser.close();
    await server.close();
  }
});
