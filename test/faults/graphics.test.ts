import { describe, expect, it } from 'vitest';
import { backendOf, probabilities, runEnd, setNumbers, softwareGpu } from '../browser/browser';
import { quickGpu } from './quick-gpu';
import { useSite } from './site';

describe('the graphics process', () => {
  const site = useSite(softwareGpu);

  async function onWebGpu(): Promise<void> {
    await site.open(quickGpu, { serviceWorkers: 'block' });
    await site.visit();
    await site.page
      .locator('[data-testid="model-ready"][data-backend="webgpu"]')
      .waitFor({ state: 'attached' });
  }

  async function crash(): Promise<void> {
    const devtools = await site.browser.newBrowserCDPSession();
    // The process answers nothing any more, and neither does the command.
    void devtools.send('Browser.crashGpuProcess').catch(() => undefined);
    await site.page
      .getByText(/the device was lost: .*The model was loaded again/)
      .first()
      .waitFor();
  }

  it('that crashes while the model waits on WebGPU has it go on by WebAssembly, and the page says so', async () => {
    await onWebGpu();
    await crash();
    expect(await backendOf(site.page)).toMatch(/^wasm/);
    await site.page.locator('#text').fill('It reads all the same.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });

  it('that crashes while a text is explained on WebGPU has it explained to its end', async () => {
    await onWebGpu();
    await setNumbers(site.page, { 'Shapley evaluations': 1024 });
    await site.page.locator('#text').fill(`${'word '.repeat(60)}is the end.`);
    await probabilities(site.page);
    await site.page.getByRole('button', { name: 'Explain' }).click();
    await site.page
      .getByText(/ of [\d,]+ evaluations/)
      .first()
      .waitFor();
    await crash();
    expect(await runEnd(site.page)).toBe('done');
    expect(await backendOf(site.page)).toMatch(/^wasm/);
  });
});
