import type { Dialog, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTinySite } from './tiny-site';

describe('a text in the box', () => {
  const site = useTinySite();
  let page: Page;

  beforeEach(async () => {
    page = await site.open('#/compare', {});
    await page.locator('#text').waitFor();
  });

  const shown = () => page.locator('#text').inputValue();
  const chip = (name: string) => page.getByRole('button', { name, exact: true });
  const open = (content: string) =>
    page.locator('input[type=file]').setInputFiles({
      name: 'note.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from(content),
    });

  async function type(text: string): Promise<void> {
    await page.locator('#text').focus();
    await page.keyboard.type(text);
  }

  it('comes back by Ctrl+Z after an example, and what was typed before it too', async () => {
    await type('My own text.');
    await chip('Does it get irony?').click();
    expect(await shown()).toMatch(/^Great, another update/);
    expect(await page.evaluate(() => document.activeElement?.textContent.trim())).toBe('Does it get irony?');
    await page.keyboard.press('Control+z');
    expect(await shown()).toBe('My own text.');
    await page.locator('#text').focus();
    // A browser may have taken what was typed slowly for several steps.
    for (let step = 0; step < 'My own text.'.length && (await shown()) !== ''; step++) {
      await page.keyboard.press('Control+z');
    }
    expect(await shown()).toBe('');
  });

  it('comes back by the page’s own Undo, after several examples, and the focus goes to it', async () => {
    await type('My own text.');
    await chip('Does it get irony?').click();
    await chip('What sinks a review?').click();
    await page.getByText('Your text gave way to an example.').waitFor();
    await chip('Undo').click();
    expect(await shown()).toBe('My own text.');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('text');
    expect(await chip('Undo').count()).toBe(0);
  });

  it('comes back after a file of many lines, quickly, by Ctrl+Z and by Undo', async () => {
    const lines = 'One line of many.\n'.repeat(10_000);
    await type('My own text.');
    const started = Date.now();
    await open(lines);
    await expect.poll(shown).toBe(lines);
    expect(Date.now() - started).toBeLessThan(10_000);
    await page.locator('#text').focus();
    await page.keyboard.press('Control+z');
    expect(await shown()).toBe('My own text.');
    await open(lines);
    await expect.poll(shown).toBe(lines);
    await chip('Undo').click();
    expect(await shown()).toBe('My own text.');
  });

  it('comes back by Ctrl+Z after another view was open', async () => {
    await type('My own text.');
    await chip('Does it get irony?').click();
    await page.getByRole('banner').getByRole('link', { name: 'stays on this computer' }).click();
    await page.goBack();
    await page.locator('#text').waitFor();
    await page.keyboard.press('Control+z');
    expect(await shown()).toBe('My own text.');
  });

  it('stays where the file is empty', async () => {
    await type('My own text.');
    await open('  \n');
    await page.getByText('“note.txt” is empty: there is no text in it.').waitFor();
    expect(await shown()).toBe('My own text.');
  });

  it('is taken from a file dropped beside the card, and the page stays', async () => {
    await type('My own text.');
    const stayed = await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['Dropped.'], 'note.txt', { type: 'text/plain' }));
      return ['dragover', 'drop'].map((kind) => {
        const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: transfer });
        document.body.dispatchEvent(event);
        return event.defaultPrevented;
      });
    });
    expect(stayed).toEqual([true, true]);
    await expect.poll(shown).toBe('Dropped.');
  });

  it('asks before it is lost by leaving, where the reader typed it', async () => {
    const asked: string[] = [];
    const answer = (dialog: Dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    };
    page.on('dialog', answer);
    await chip('Does it get irony?').click();
    await page.reload();
    expect(asked).toEqual([]);
    await type('My own text.');
    await page.evaluate(() => location.reload());
    await expect.poll(() => asked).toEqual(['beforeunload']);
    expect(await shown()).toBe('My own text.');
  });

  it('is remembered neither by the browser nor by the page', async () => {
    expect(await page.locator('#text').getAttribute('autocomplete')).toBe('off');
    await type('My own text.');
    const stored = await page.evaluate(async () => {
      const databases = await indexedDB.databases();
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases]);
    });
    expect(stored).not.toContain('My own');
  });
});
