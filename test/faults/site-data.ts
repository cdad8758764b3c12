import type { Page } from 'playwright-core';

/** Deletes the data of a page's site, as a reader does in the browser's settings. */
export async function clearSiteData(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await devtools.detach();
}
