/**
 * Memory over many explanations of different texts, each of which has to add up: `SOAK=1000 npx vitest run --project faults
 * test/faults/soak.test.ts` for the long run.
 *
 * The page works through the texts by itself, by a script in it: a tool that drives it from outside leaves its own things in
 * the page, for every look at it.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { backendOf, setNumbers, type ShownSums } from '../browser/browser';
import { growth, MemoryOf, multiplied } from './memory';
import { useSite } from './site';

const rounds = Number(process.env['SOAK'] ?? 120);
/** Explanations after which memory counts as warm. */
const warm = Math.min(100, rounds / 2);

/** Handed on to the browser's processes, which tells them from those of others. */
const mark = `--js-flags=--random-seed=${process.pid}`;

describe('memory', () => {
  // Memory is measured at once, after a collection, instead of at the browser's leisure.
  const site = useSite(['--enable-blink-features=ForceEagerMeasureMemory', mark]);
  let memory: MemoryOf;
  let explained: number;

  beforeEach(async () => {
    await site.open();
    await site.visit();
    await backendOf(site.page);
    await setNumbers(site.page, { 'Shapley evaluations': 64, 'LIME samples': 50, 'Integration steps': 8 });
    memory = new MemoryOf(site.page, mark);
    explained = 0;
  });

  /** Explains so many texts, and holds each answer to its sums. */
  async function explain(count: number, leaks = false): Promise<void> {
    const shown = await site.page.evaluate(explainAll, {
      first: explained + 1,
      last: explained + count,
      leaks,
    });
    for (const { delta, sum, output, base } of shown) {
      explained++;
      expect(Math.abs(delta), `delta of explanation ${explained}`).toBeLessThan(1e-6);
      expect(Math.abs(base + sum - output), `sum of explanation ${explained}`).toBeLessThan(1e-6);
    }
  }

  async function look() {
    const seen = await memory.look(explained);
    const { round, scripts, renderer, nodes, listeners } = seen;
    console.log(
      `explanation ${round}: ${mebibytes(renderer)} of the renderer process, ${mebibytes(scripts)} of scripts and workers, ` +
        `${nodes} nodes, ${listeners} listeners`,
    );
    return seen;
  }

  /**
   * Kinds of objects of which more live after each of three turns of explanations, with how many there were. The browser makes
   * and drops objects as it likes, and each text is shown in its own way: a leak grows each time.
   */
  async function leakedKinds(ofTurn: number, leaks = false): Promise<string[]> {
    const looks = [await memory.kinds()];
    for (let turn = 0; turn < 3; turn++) {
      await explain(ofTurn, leaks);
      looks.push(await memory.kinds());
    }
    const grown = looks.slice(1).map((after, at) => multiplied(looks[at]!, after, ofTurn));
    return grown[0]!
      .filter((kind) => grown.every((kinds) => kinds.includes(kind)))
      .map((kind) => `${kind}: ${looks.map((kinds) => kinds.get(kind) ?? 0).join(', ')}`);
  }

  it(
    `grows by less than a tenth from the ${warm}th to the ${rounds}th explanation`,
    async () => {
      await explain(warm);
      const before = await look();
      while (explained < rounds) {
        await explain(Math.min(100, rounds - explained));
        if (explained < rounds) await look();
      }
      expect(growth(before, await look())).toEqual([]);
    },
    90 * 60_000,
  );

  it('holds no more objects of any kind for having explained more', async () => {
    // By then what the browser notes of shifts in the layout, up to 150, is full.
    await explain(80);
    expect(await leakedKinds(30)).toEqual([]);
  });

  it(
    'that leaks is told by each of these measures',
    async () => {
      await explain(20);
      const before = await look();
      await explain(40, true);
      const told = growth(before, await look()).map((fault) => fault.replace(/:.*/, ''));
      expect(told).toEqual(['scripts', 'renderer', 'nodes', 'listeners']);
      expect(await leakedKinds(10, true)).toContainEqual(expect.stringMatching(/^native <b: /));
    },
    20 * 60_000,
  );
});

/**
 * Runs in the page: explains texts `first` to `last` as a reader would, and reads what the page shows of each.
 * @returns its sums; where it `leaks`, an element with a listener and two megabytes stay behind each time
 */
async function explainAll({ first, last, leaks }: Record<'first' | 'last', number> & { leaks: boolean }) {
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((later) => setTimeout(later, 10));
  };
  const find = (selector: string) => document.querySelector<HTMLElement>(selector);
  const method = 'shapley-interpolation';
  const head = `th[data-method="${method}"]`;
  const detail = `[data-testid="column-detail"][data-of="${method}"]`;
  const shown: ShownSums[] = [];
  const { leaked = [] } = globalThis as { leaked?: unknown[] };
  Object.assign(globalThis, { leaked });
  for (let round = first; round <= last; round++) {
    const box = find('#text') as HTMLTextAreaElement;
    // Numbers of the same length, for texts of as many tokens.
    box.value = `Number ${1000 + round} is a text that nobody has read before, and rather short.`;
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
    if (leaks) {
      const element = document.createElement('b');
      element.addEventListener('click', () => undefined);
      leaked.push(element, new Uint8Array(2_000_000).fill(round));
    }
  }
  return shown;
}

const mebibytes = (bytes: number | null) =>
  bytes === null ? 'unknown' : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
