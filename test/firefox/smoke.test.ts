import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/site-server';

const places = [
  process.env['FIREFOX_PATH'] ?? '',
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** Milliseconds that the page may take for anything: machines differ. */
const patience = 180_000;

describe('the built site in Firefox', () => {
  let server: SiteServer;
  let browser: Browser;
  let page: Page;
  let downloads: string;
  const problems: string[] = [];

  beforeAll(async () => {
    const executablePath = places.find((path) => path !== '' && existsSync(path));
    if (!executablePath) {
      throw new Error(
        'There is no Firefox. Install it (apt install firefox-esr), or name it in FIREFOX_PATH.',
      );
    }
    downloads = await mkdtemp(join(tmpdir(), 'albert-lens-downloads-'));
    server = await serveSite(inject('site'));
    browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      extraPrefsFirefox: {
        'browser.download.folderList': 2,
        'browser.download.dir': downloads,
        'browser.download.useDownloadDir': true,
        'browser.download.always_ask_before_handling_new_types': false,
      },
    });
    page = await browser.newPage();
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !/^(?:data|blob|about):/.test(url)) problems.push(`asked ${url}`);
    });
    await page.goto(`${server.url}#/text`);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    await rm(downloads, { recursive: true, force: true });
  });

  const textOf = (selector: string) =>
    page.$eval(selector, (element) => (element as HTMLElement).innerText.replace(/\s+/g, ' '));
  const marks = () => page.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name));

  it('opens with the stored answer, loads the model and predicts', async () => {
    await page.waitForSelector('[data-testid="model-ready"]');
    await page.waitForFunction(() => performance.getEntriesByName('first-prediction').length > 0);
    expect(await marks()).toContain('stored-example');
    expect(await textOf('section[aria-label="Verdict"] h2')).toMatch(
      /^(?:Reads|Leans|Could be) positive\b.*, \d\d %/,
    );
  });

  it('explains, and colours the words', async () => {
    await page.waitForFunction(() => performance.getEntriesByName('settled').length > 0);
    expect(await textOf('[data-testid="lead"]')).toMatch(
      /^love lifts (?:it|“positive”) most \(\+\d\d points\)/,
    );
    expect(await page.$$eval('.picture .word.raises', (words) => words.length)).toBeGreaterThan(0);
  });

  it('keeps a picture', async () => {
    const button = await page.waitForSelector('button[aria-label="Picture as SVG"]:enabled');
    await button!.click();
    // The browser makes the file before it has all of it.
    const saved = async () => {
      const names = await readdir(downloads);
      return names.includes('reading.svg') ? readFile(join(downloads, 'reading.svg'), 'utf8') : '';
    };
    await expect.poll(saved, { timeout: patience }).toMatch(/^<svg[^]*love[^]*<\/svg>\s*$/);
  });

  it('compares methods', async () => {
    await page.evaluate(() => void (location.hash = '#/compare'));
    await page.waitForSelector('[data-testid="explanations"][data-phase="done"]');
    expect(await page.$$eval('th[data-method][data-phase="done"]', (heads) => heads.length)).toBe(3);
  });

  it('asked no other host for anything, and no script failed', () => {
    expect(problems).toEqual([]);
  });
});
