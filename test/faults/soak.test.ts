/**
 * Memory over many explanations of different texts, each of which has to add up: `SOAK=1000 npx vitest run --project faults
 * test/faults/soak.test.ts` for the long run.
 *
 * The page works through the texts by itself, by a script in it: a tool that drives it from outside leaves its own things in
 * the page, for every look at it.
 */
import { readFile, readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { backendOf, setNumbers, type ShownSums } from '../browser/browser';
import { useSite } from './site';

const rounds = Number(process.env['SOAK'] ?? 120);
/** Explanations after which memory counts as warm. */
const warm = Math.min(100, rounds / 2);
/** Explanations between two looks. */
const block = Math.max(10, rounds / 20);

/** Handed on to the browser's processes, which tells them from those of others. */
const mark = `--js-flags=--random-seed=${process.pid}`;

describe('memory', () => {
  // Memory is measured at once, after a collection, instead of at the browser's leisure.
  const site = useSite(['--enable-blink-features=ForceEagerMeasureMemory', mark]);

  beforeAll(async () => {
    await site.open();
    await site.visit();
    await backendOf(site.page);
    await setNumbers(site.page, { 'Shapley evaluations': 64, 'LIME samples': 50, 'Integration steps': 8 });
  });

  /** Bytes of scripts, of all workers too. It takes a minute: threads of the runtime wait for work, and do not answer. */
  const scriptMemory = () =>
    site.page.evaluate(async () => {
      const { bytes } = await (
        performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
      ).measureUserAgentSpecificMemory();
      return bytes;
    });

  /**
   * Has the browser give back what it need not hold, as under pressure: garbage that waits to be collected is no growth.
   * @returns how many nodes and listeners live then, those in no document included
   */
  async function giveBack(): Promise<{ readonly nodes: number; readonly jsEventListeners: number }> {
    const devtools = await site.context.newCDPSession(site.page);
    for (let times = 0; times < 2; times++) {
      await devtools.send('Memory.simulatePressureNotification', { level: 'critical' });
      await new Promise((done) => setTimeout(done, 1_500));
    }
    const counters = await devtools.send('Memory.getDOMCounters');
    await devtools.detach();
    return counters;
  }

  it(
    `grows by less than a tenth from the ${warm}th to the ${rounds}th explanation`,
    async () => {
      const curve: {
        round: number;
        scripts: number | null;
        renderer: number | null;
        nodes: number;
        listeners: number;
      }[] = [];
      for (let round = 0; round < rounds;) {
        const until = Math.min(rounds, round < warm ? Math.min(warm, round + block) : round + block);
        for (const { delta, sum, output, base } of await site.page.evaluate(explainAll, {
          first: round + 1,
          last: until,
        })) {
          round++;
          expect(Math.abs(delta), `delta of explanation ${round}`).toBeLessThan(1e-6);
          expect(Math.abs(base + sum - output), `sum of explanation ${round}`).toBeLessThan(1e-6);
        }
        expect(round).toBe(until);
        const isMark = round === warm || round === rounds;
        // It collects the garbage of every worker too: memory is compared in the same state, where nothing waits to be collected.
        const scripts = isMark ? await scriptMemory() : null;
        const { nodes, jsEventListeners: listeners } = await giveBack();
        const renderer = await rendererMemory();
        curve.push({ round, scripts, renderer, nodes, listeners });
        console.log(
          `explanation ${round}: ${mebibytes(renderer)} of the renderer process, ${nodes} nodes, ${listeners} listeners` +
            (isMark ? `, ${mebibytes(scripts)} of scripts and workers` : ''),
        );
      }
      const before = curve.find(({ round }) => round >= warm)!;
      const after = curve.at(-1)!;
      expect(after.scripts! / before.scripts!).toBeLessThan(1.1);
      // One an explanation would be a leak, however small.
      const explained = after.round - before.round;
      expect((after.nodes - before.nodes) / explained, 'nodes an explanation').toBeLessThan(1);
      expect((after.listeners - before.listeners) / explained, 'listeners an explanation').toBeLessThan(0.1);
      if (before.renderer !== null && after.renderer !== null) {
        expect(after.renderer / before.renderer).toBeLessThan(1.1);
      }
    },
    60 * 60_000,
  );
});

/** Runs in the page: explains texts `first` to `last` as a reader would, and reads what the page shows of each. */
async function explainAll({ first, last }: Record<'first' | 'last', number>): Promise<ShownSums[]> {
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((later) => setTimeout(later, 10));
  };
  const find = (selector: string) => document.querySelector<HTMLElement>(selector);
  const method = 'shapley-interpolation';
  const head = `th[data-method="${method}"]`;
  const detail = `[data-testid="column-detail"][data-of="${method}"]`;
  const shown: ShownSums[] = [];
  for (let round = first; round <= last; round++) {
    const box = find('#text') as HTMLTextAreaElement;
    box.value = `Number ${round} is a text that nobody has read before, and rather short.`;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    // What was typed is looked at a moment later.
    await new Promise((later) => setTimeout(later, 50));
    await until(() => find('dl[aria-busy="true"]') === null && find('[data-probability]') !== null);
    const asked = () => find('[data-testid="explanations"][data-phase="running"]') !== null;
    [...document.querySelectorAll('button')]
      .find(({ textContent }) => textContent.trim() === 'Explain')!
      .click();
    await until(asked);
    await until(() => !asked() && find(`${head}[data-phase="done"]`) !== null);
    if (!find(detail)) find(`${head} button`)!.click();
    await until(() => find(`${detail} [data-base]`) !== null);
    const read = (name: string) => Number(find(`${detail} [data-${name}]`)!.getAttribute(`data-${name}`));
    shown.push({ base: read('base'), sum: read('sum'), output: read('output'), delta: read('delta') });
  }
  return shown;
}

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
