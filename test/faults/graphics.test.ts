import { describe, expect, it } from 'vitest';
import { backendOf, probabilities, runEnd, setNumbers, softwareGpu } from '../browser/browser';
import { quickGpu } from './quick-gpu';
import { useSite } from './site';

describe('the graphics process', () => {
  const site = useSite(softwareGpu);

  it('that crashes while a text is explained on WebGPU has it explained to its end by WebAssembly', async () => {
    await site.open(quickGpu, { serviceWorkers: 'block' });
    await site.visit();
    const { page } = site;
    await page.locator('[data-testid="model-ready"][data-backend="webgpu"]').waitFor({ state: 'attached' });
    await setNumbers(page, { 'Shapley evaluations': 1024 });
    await page.locator('#text').fill(`${'word '.repeat(60)}is the end.`);
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).click();
    await page
      .getByText(/ of at most [\d,]+ evaluations/)
      .first()
      .waitFor();
    const devtools = await site.browser.newBrowserCDPSession();
    // The process answers nothing any more, and so neither does the command.
    void devtools.send('Browser.crashGpuProcess').catch(() => undefined);
    await page
      .getByText(/the device was lost: .*The model was loaded again/)
      .first()
      .waitFor();
    expect(await runEnd(page)).toBe('done');
    expect(await backendOf(page)).toMatch(/^wasm/);
    await page.locator('#text').fill('It reads all the same.');
    expect(await probabilities(page)).toHaveLength(3);
  });
});
