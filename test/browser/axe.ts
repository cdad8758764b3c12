import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const script = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds wrong with a page as it stands, a sentence each.
 * @param within a selector of the part that is looked at
 */
export async function violationsIn(page: Page, within = 'main'): Promise<string[]> {
  // The page's policy lets in no script but its own: the test's comes by the protocol.
  await page.evaluate(await script);
  return page.evaluate(async (part) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(within: string): Promise<{
          violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run(part);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary}`),
    );
  }, within);
}

/** The same of the whole document, and how far it is too wide. */
export async function faultsOf(page: Page): Promise<string[]> {
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  const violations = await violationsIn(page, 'html');
  return tooWide > 0 ? [...violations, `${tooWide} px too wide`] : violations;
}
