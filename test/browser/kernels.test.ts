import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../core/model/manifest';
import type { SiteOptions } from '../../scripts/site-server';
import { useSite } from '../faults/site';
import { technical, backendOf, probabilities, runEnd, setNumbers, sumsOf } from './browser';

const sentence = 'I absolutely love this phone, but the battery life is short.';

/** Serves the tiny model with another manifest. */
function withManifest(change: (manifest: ModelManifest) => ModelManifest): SiteOptions {
  return {
    alter: (path, content) =>
      path.endsWith('tiny-model/manifest.json')
        ? Buffer.from(JSON.stringify(change(JSON.parse(content.toString()) as ModelManifest)))
        : content,
  };
}

describe('the kernels', () => {
  const site = useSite();

  async function open(options?: SiteOptions, surroundings?: BrowserContextOptions): Promise<Page> {
    await site.open(options, surroundings);
    await site.visit();
    return site.page;
  }

  /** What reads texts, and what About says of it; the page then stands where it stood. */
  async function readerOf(page: Page): Promise<{ readonly reader: string | null; readonly words: string }> {
    await backendOf(page);
    const reader = await page.getByTestId('model-ready').getAttribute('data-reader');
    return { reader, words: await technical(page) };
  }

  it('read in workers where the page is not isolated, and explain', async () => {
    const page = await open({ headers: false }, { serviceWorkers: 'block' });
    expect((await readerOf(page)).reader).toBe('kernels');
    expect(await backendOf(page)).toBe('wasm');
    await page.locator('#text').fill(sentence);
    await setNumbers(page, { 'Shapley evaluations': 200, 'LIME samples': 100, 'Integration steps': 10 });
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    const shapley = await sumsOf(page, 'shapley-interpolation');
    expect(Math.abs(shapley.base + shapley.sum - shapley.output)).toBeLessThan(1e-3);
  });

  it('leave it to the runtime where the manifest does not tell them the parameters, with near the same answers', async () => {
    const ours = await open();
    expect((await readerOf(ours)).reader).toBe('kernels');
    await ours.locator('#text').fill(sentence);
    const expected = await probabilities(ours);
    await site.close();
    const theirs = await open(
      withManifest((manifest) => ({ ...manifest, parameters: undefined }) as unknown as ModelManifest),
    );
    const { reader, words } = await readerOf(theirs);
    expect(reader).toBe('runtime');
    expect(words).toMatch(/cannot be used here: its manifest does not say where the parameters lie/);
    await theirs.locator('#text').fill(sentence);
    const found = await probabilities(theirs);
    found.forEach((probability, index) =>
      expect(Math.abs(probability - expected[index]!)).toBeLessThan(0.02),
    );
  });

  it('leave it to the runtime where they answer wrongly', async () => {
    const page = await open(
      withManifest((manifest) => {
        const name = 'albert.embeddings.position_embeddings.weight';
        const wrong = { ...manifest.parameters![name]!, offset: 0 };
        return { ...manifest, parameters: { ...manifest.parameters, [name]: wrong } };
      }),
    );
    const { reader, words } = await readerOf(page);
    expect(reader).toBe('runtime');
    expect(words).toMatch(
      /cannot be used here: (its logits are off by |the model answers with what is no number)/,
    );
  });
});
