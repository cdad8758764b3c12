import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { TinySite } from './tiny-site';

/** What a reader does in the view of a file. */
export class FilePage {
  constructor(private readonly site: TinySite) {}

  /** Chooses a file: of the disk by its path, or rows of CSV. */
  async choose(file: string | { readonly csv: string; readonly name?: string }): Promise<void> {
    const picker = this.site.page.getByTestId('file-picker');
    if (typeof file === 'string') return picker.setInputFiles(file);
    const buffer = Buffer.from(file.csv);
    await picker.setInputFiles({ name: file.name ?? 'survey.csv', mimeType: 'text/csv', buffer });
  }

  async firstLook(): Promise<void> {
    await this.site.page.locator('[data-testid="first-look"][data-phase="done"]').waitFor();
  }

  /** Has the texts read, from the first look on. */
  async read(): Promise<void> {
    await this.site.page.getByRole('button', { name: 'Read the texts' }).click();
  }

  /** Chooses a file and has it read to its end. */
  async readAll(file: string | { readonly csv: string }): Promise<void> {
    await this.choose(file);
    await this.firstLook();
    await this.read();
    await this.phase('done');
  }

  async phase(wanted: 'running' | 'done' | 'cancelled' | 'failed'): Promise<void> {
    await this.site.page.locator(`[data-testid="workbench"][data-phase="${wanted}"]`).waitFor();
  }

  /** All that the workbench says. */
  words(): Promise<string> {
    return this.site.page.getByTestId('workbench').innerText();
  }

  /** Texts that are read, as the page counts them. */
  async readCount(): Promise<number> {
    const found = /([\d,]+) of [\d,]+ (?:different )?texts? read/.exec(await this.words());
    return Number(found?.[1]?.replaceAll(',', '') ?? 0);
  }

  async someRead(): Promise<void> {
    await expect.poll(() => this.readCount()).toBeGreaterThan(0);
  }

  /** What the page says of the rows on show. */
  shown(): Promise<string> {
    return this.site.page.getByTestId('shown-rows').innerText();
  }

  /** Explains what is chosen to its end. */
  async explainAll(): Promise<void> {
    const { page } = this.site;
    await expect
      .poll(() => page.getByTestId('price').innerText())
      .toMatch(/^(?:about .+|under a second), as fast/);
    await page.getByRole('button', { name: /^Explain/ }).click();
    await page.locator('[data-testid="reasons"][data-phase="done"]').waitFor();
  }

  /** Presses a button that saves a file. @returns its name and content */
  async download(button: string): Promise<{ readonly name: string; readonly content: Buffer }> {
    const { page } = this.site;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    // Buttons are pale while a file is written, and it is handed over a moment before that ends.
    await page.locator('.button:disabled', { hasText: button }).waitFor({ state: 'detached' });
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  }

  /** Opens the work that is kept first. */
  async goOnWithKept(): Promise<void> {
    await this.site.page.getByTestId('kept-works').getByRole('button', { name: 'Go on' }).click();
    await this.site.page.getByTestId('workbench').waitFor();
  }
}
