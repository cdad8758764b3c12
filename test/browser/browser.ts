import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';

/** Chromium's software GPU: right, and slow. */
export const softwareGpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--ignore-gpu-blocklist',
];

/** Milliseconds that a browser may take for anything: a busy machine is no fault of the page. */
const patience = 120_000;

export async function launch(args: readonly string[] = []): Promise<Browser> {
  const executablePath = await findChromium();
  if (!executablePath)
    throw new Error('There is no Chromium. Run the tests by `npm test`, which installs one.');
  // Containers run as root, where Chromium's sandbox does not start.
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args], timeout: patience });
}

/** Everything that the page did which it must not: requests to other hosts, errors in the console. */
export class Watch {
  readonly foreignRequests: string[] = [];
  readonly errors: string[] = [];

  constructor(context: BrowserContext, url: string) {
    const { origin } = new URL(url);
    context.on('request', (request) => {
      const asked = request.url();
      if (!asked.startsWith(`${origin}/`) && !/^(?:data|blob):/.test(asked)) this.foreignRequests.push(asked);
    });
    context.on('weberror', (error) => this.errors.push(error.error().message));
    context.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }
}

/** A page that is not given up on for being slow. */
export async function newPage(of: Pick<BrowserContext, 'newPage'>): Promise<Page> {
  const page = await of.newPage();
  page.setDefaultTimeout(patience);
  return page;
}

/** Opens the page: its comparison, unless the address names another view. */
export async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await newPage(context);
  await page.goto(url.includes('#') ? url : `${url}#/compare`);
  return page;
}

/** Waits for the model, and tells the backend that it runs on. */
export async function backendOf(page: Page): Promise<string | null> {
  await page.waitForSelector('[data-testid="model-ready"], [data-testid="model-failed"]', {
    state: 'attached',
  });
  const ready = page.getByTestId('model-ready');
  if ((await ready.count()) === 0) throw new Error(await page.getByTestId('model-failed').innerText());
  return ready.getAttribute('data-backend');
}

/** What the page says of the model as it runs; the view that was open is open again afterwards. */
export async function technical(page: Page): Promise<string> {
  const { hash } = new URL(page.url());
  await page.evaluate(() => void (location.hash = '#/about'));
  await page.getByTestId('model-ready').locator('summary').click();
  const words = await page.getByTestId('model-ready').innerText();
  await page.evaluate((hash) => void (location.hash = hash), hash);
  await page.locator('#text').waitFor();
  return words;
}

/** The class probabilities, once they are those of the text in the box. */
export async function probabilities(page: Page): Promise<number[]> {
  // By locators: a handle of an element would keep it, and what it hangs on, for as long as the page is open.
  await page.locator('dl[aria-busy="false"] [data-probability]').first().waitFor();
  const cells = await page.locator('[data-probability]').all();
  return Promise.all(cells.map(async (cell) => Number(await cell.getAttribute('data-probability'))));
}

/** Opens a view by its address, and waits until it stands in place of the one before. */
export async function openView(page: Page, hash: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), hash);
  await page.locator(`a[href="${hash}"][aria-current="page"]`).waitFor({ state: 'attached' });
  await page.locator('main h2, main article').first().waitFor();
}

/** Waits for the verdict on the text in the box, whose heading says such words; what stands there before is of another text. */
export async function readVerdict(page: Page, heading: RegExp): Promise<Locator> {
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await verdict.and(page.locator('[aria-busy="false"]')).getByRole('heading', { name: heading }).waitFor();
  return verdict;
}

/** Waits until no method runs any more, and tells how the run ended. */
export async function runEnd(page: Page): Promise<string | null> {
  const run = page.locator('[data-testid="explanations"]:not([data-phase="running"])');
  await run.waitFor();
  return run.getAttribute('data-phase');
}

export interface ShownSums {
  readonly base: number;
  readonly sum: number;
  readonly output: number;
  readonly delta: number;
}

/** Opens a method's column, once it is done, and gives what it shows. */
export async function openColumn(page: Page, method: string): Promise<Locator> {
  const head = page.locator(`th[data-method="${method}"][data-phase="done"]`);
  await expect.poll(() => head.count()).toBe(1);
  const detail = page.locator(`[data-testid="column-detail"][data-of="${method}"]`);
  if ((await detail.count()) === 0) await head.getByRole('button').click();
  await detail.waitFor();
  return detail;
}

/** What a method's column says about how its values add up. */
export async function sumsOf(page: Page, method: string): Promise<ShownSums> {
  const detail = await openColumn(page, method);
  const read = async (name: string) =>
    Number(await detail.locator(`[data-${name}]`).getAttribute(`data-${name}`));
  return {
    base: await read('base'),
    sum: await read('sum'),
    output: await read('output'),
    delta: await read('delta'),
  };
}

/** Ticks a method of the rail, or not: some stand in folds. */
export async function chooseMethod(page: Page, title: string, chosen: boolean): Promise<void> {
  const rail = page.getByTestId('settings');
  const folded = rail.locator('details.others:not([open]) > summary');
  while ((await folded.count()) > 0) await folded.first().click();
  await rail.getByRole('checkbox', { name: title, exact: true }).setChecked(chosen);
}

/** Changes numbers under Advanced, by their labels. */
export async function setNumbers(
  page: Page,
  numbers: Readonly<Record<string, number | string>>,
): Promise<void> {
  const advanced = page.getByTestId('settings').locator('details.advanced');
  if ((await advanced.getAttribute('open')) === null) await advanced.locator('summary').click();
  for (const [label, value] of Object.entries(numbers)) {
    await page.getByLabel(label, { exact: true }).fill(String(value));
  }
}
