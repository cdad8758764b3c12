import type { Page } from 'playwright-core';

/** Pictures of the states, for those who look at them: a folder. */
const folder = process.env.STATES_PICTURES;

/** Takes a picture of the whole page, where a folder for pictures is named. */
export async function picture(page: Page, look: string, state: string): Promise<void> {
  if (!folder) return;
  const path = `${folder}/${look} ${state}.png`.replaceAll(' ', '-').replaceAll(',', '');
  await page.screenshot({ path, fullPage: true });
}
