/**
 * Memory over many explanations of different texts, each of which has to add up: `SOAK=1000 npx vitest run --project faults
 * test/faults/soak.test.ts` for the long run.
 */
import { readFile, readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { backendOf, probabilities, runEnd, setNumbers, sumsOf } from '../browser/browser';
import { useSite } from './site';

const rounds = Number(process.env['SOAK'] ?? 120);
/** Explanations after which memory counts as warm. */
const warm = Math.min(100, rounds / 2);

/** Handed on to the browser's processes, which tells them from those of others. */
const mark = '--js-flags=--expose-gc';

describe('memory', () => {
  // Memory is measured at once, after a collection, instead of at the browser's leisure.
  const site = useSite(['--enable-blink-features=ForceEagerMeasureMemory', mark]);

  beforeAll(async () => {
    await site.open();
    await site.visit();
    await backendOf(site.page);
    await setNumbers(site.page, { 'Shapley evaluations': 64, 'LIME samples': 50, 'Integration steps': 8 });
  });

  const measure = () =>
    site.page.evaluate(async () => {
      const { bytes } = await (
        performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
      ).measureUserAgentSpecificMemory();
      return bytes;
    });

  async function explain(round: number): Promise<void> {
    await site.page
      .locator('#text')
      .fill(`Number ${round} is a text that nobody has read before, and rather short.`);
    await probabilities(site.page);
    await site.page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(site.page)).toBe('done');
    const { base, sum, output, delta } = await sumsOf(site.page, 'shapley-interpolation');
    expect(Math.abs(delta), `delta of explanation ${round}`).toBeLessThan(1e-6);
    expect(Math.abs(base + sum - output), `sum of explanation ${round}`).toBeLessThan(1e-6);
  }

  it(
    `grows by less than a tenth from the ${warm}th to the ${rounds}th explanation`,
    async () => {
      const curve: { round: number; scripts: number; renderer: number | null }[] = [];
      for (let round = 1; round <= rounds; round++) {
        await explain(round);
        if (round % Math.max(10, rounds / 20) === 0 || round === warm) {
          const point = { round, scripts: await measure(), renderer: await rendererMemory() };
          console.log(
            `explanation ${round}: ${mebibytes(point.scripts)} of scripts and workers, ${mebibytes(point.renderer)} of the renderer process`,
          );
          curve.push(point);
        }
      }
      const before = curve.find(({ round }) => round >= warm)!;
      const after = curve.at(-1)!;
      expect(after.scripts / before.scripts).toBeLessThan(1.1);
      if (before.renderer !== null && after.renderer !== null) {
        expect(after.renderer / before.renderer).toBeLessThan(1.1);
      }
    },
    60 * 60_000,
  );
});

const mebibytes = (bytes: number | null) =>
  bytes === null ? 'unknown' : `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** Resident bytes of the largest process that draws pages, as Linux tells them; null elsewhere. */
async function rendererMemory(): Promise<number | null> {
  const processes = await readdir('/proc').catch(() => []);
  const sizes = await Promise.all(
    processes
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
        if (!command.includes('--type=renderer') || !command.includes(mark)) return 0;
        const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
        return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
      }),
  );
  const largest = Math.max(0, ...sizes);
  return largest > 0 ? largest : null;
}
