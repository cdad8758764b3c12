/** What #/about says that no other test holds: that everything works without a network, what is kept, what deletion does. */
import { describe, expect, it } from 'vitest';
import { backendOf, probabilities, runEnd } from '../browser/browser';
import { useSite } from './site';

describe('what #/about says', () => {
  const site = useSite();

  async function kept(): Promise<void> {
    await site.open();
    await site.visit();
    await backendOf(site.page);
    await site.offline('kept');
  }

  const go = (view: string) => site.page.evaluate((hash) => void (location.hash = hash), `#/${view}`);

  async function readRows(): Promise<void> {
    const buffer = Buffer.from('comment,label\nGood enough,positive\nNot for me,negative\n');
    await site.page
      .getByTestId('file-picker')
      .setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer });
    await site.page.getByRole('button', { name: 'Read the texts' }).click();
    await site.page.locator('[data-testid="workbench"][data-phase="done"]').waitFor();
  }

  it('switch the network off, load the page again and work: everything does', async () => {
    await kept();
    const { page } = site;
    await site.server.close();
    await page.reload();
    await backendOf(page);
    await page.locator('#text').fill('Nobody is there, and it is explained.');
    expect(await probabilities(page)).toHaveLength(3);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    await go('text');
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    await go('file');
    await readRows();
    await page.getByRole('button', { name: 'Teach with these rows' }).click();
    await page.getByTestId('start').waitFor();
    await go('model');
    await page.getByTestId('what-runs').waitFor();
    await go('about');
    await page.getByTestId('licences').waitFor();
  });

  it('there are no cookies, and what is kept is what it lists', async () => {
    await kept();
    const { page } = site;
    await page
      .getByRole('button', { name: /^Colours/ })
      .first()
      .click();
    await go('file');
    await readRows();
    await page.getByLabel('Keep on this machine').check();
    await page.locator('[data-testid="keep-this"][data-kept="true"]').waitFor();
    expect(await site.context.cookies()).toEqual([]);
    const stored = await page.evaluate(async () => ({
      databases: (await indexedDB.databases()).length,
      names: [...(await caches.keys()), ...Object.keys(localStorage), ...Object.keys(sessionStorage)],
      folders: await (async () => {
        const root = await navigator.storage.getDirectory();
        const names: string[] = [];
        for await (const name of (root as unknown as { keys(): AsyncIterable<string> }).keys())
          names.push(name);
        return names;
      })(),
    }));
    expect(stored.databases).toBe(0);
    expect(stored.names.length).toBeGreaterThan(2);
    expect(stored.names.filter((name) => !name.startsWith('albert-lens'))).toEqual([]);
    expect(stored.folders).toEqual(['albert-lens-works']);
  });

  it('deleted, this tab goes on with what it holds in memory; loaded again, the page is kept anew', async () => {
    await kept();
    const { page } = site;
    await go('about');
    await page.getByRole('button', { name: 'Delete all that is kept' }).click();
    await page.getByText(/^\s*Deleted\./).waitFor();
    await go('compare');
    await page.locator('#text').fill('Read by what is in memory.');
    expect(await probabilities(page)).toHaveLength(3);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await backendOf(page);
    await site.offline('kept');
  });

  it('a hard reload opens it in the other state: let to its own host, and to nobody else', async () => {
    await kept();
    const { page } = site;
    await page.goto(`${site.server.url}?model=tiny-model&again#/about`);
    const sealed = (is: boolean) =>
      page.locator(`[data-testid="connections"][data-sealed="${is}"]`).waitFor();
    await sealed(true);
    const devtools = await site.context.newCDPSession(page);
    await devtools.send('Page.reload', { ignoreCache: true });
    await sealed(false);
    await page.getByRole('button', { name: 'Let the page try to connect' }).click();
    await page.getByText(/To this page’s own host: nothing refused it\./).waitFor();
    await page.getByText(/To another host \(example\.com\): the browser refused, by the policy/).waitFor();
  });
});
