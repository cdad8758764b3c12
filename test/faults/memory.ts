/** What a page holds in memory, and whether it is more than it was. */
import { readFile, readdir } from 'node:fs/promises';
import type { CDPSession, Page } from 'playwright-core';

/** A page's memory after so many explanations, when all that it need not hold was given back. */
export interface Look {
  readonly round: number;
  /** Bytes of scripts and arrays, of all workers too. */
  readonly scripts: number;
  /** Resident bytes of the process that draws the page and runs its workers, as Linux tells them; null elsewhere. */
  readonly renderer: number | null;
  /** Nodes of documents, those in no document included. */
  readonly nodes: number;
  readonly listeners: number;
}

/** What has grown from one look to a later one; empty: nothing. */
export function growth(before: Look, after: Look): string[] {
  const explained = after.round - before.round;
  const ratios = {
    scripts: after.scripts / before.scripts,
    renderer: before.renderer && after.renderer ? after.renderer / before.renderer : 1,
  };
  // One an explanation would be a leak, however small.
  const each = {
    nodes: (after.nodes - before.nodes) / explained,
    listeners: (after.listeners - before.listeners) / explained,
  };
  return [
    ...Object.entries(ratios)
      .filter(([, ratio]) => ratio >= 1.1)
      .map(([what, ratio]) => `${what}: ${ratio.toFixed(3)} times`),
    ...Object.entries(each)
      .filter(([, more]) => more >= 0.5)
      .map(([what, more]) => `${what}: ${more.toFixed(2)} an explanation`),
  ];
}

/** How many objects of each kind live, by names of classes and elements: of scripts, and of the browser behind them. */
export type Kinds = ReadonlyMap<string, number>;

/** The kinds of which at least one more lives for every two explanations. */
export function multiplied(before: Kinds, after: Kinds, explained: number): string[] {
  return [...after].flatMap(([kind, count]) =>
    count - (before.get(kind) ?? 0) >= explained / 2 ? [kind] : [],
  );
}

/** Has a page looked at from outside. The browser must have been started with `--js-flags` that no other has. */
export class MemoryOf {
  /** @param mark what the command lines of the browser's processes contain */
  constructor(
    private readonly page: Page,
    private readonly mark: string,
  ) {}

  async look(round: number): Promise<Look> {
    // It collects the garbage of every worker too.
    const scripts = await this.#scripts();
    return this.#asking(async (devtools) => {
      const sizes: number[] = [];
      for (let times = 0; times < 4; times++) {
        await giveBack(devtools);
        sizes.push((await this.#renderer()) ?? 0);
      }
      const { nodes, jsEventListeners: listeners } = await devtools.send('Memory.getDOMCounters');
      // The least: allocators give back what is free in their own time.
      return { round, scripts, renderer: Math.min(...sizes) || null, nodes, listeners };
    });
  }

  /** It leaves numbers of all objects in the page: whoever wants its resident size asks for that before. */
  async kinds(): Promise<Kinds> {
    return this.#asking(async (devtools) => {
      const parts: string[] = [];
      devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
      await giveBack(devtools);
      await devtools.send('HeapProfiler.takeHeapSnapshot', {});
      return kindsOf(JSON.parse(parts.join('')) as HeapSnapshot);
    });
  }

  /** It takes a minute: threads of the runtime wait for work, and do not answer. */
  #scripts(): Promise<number> {
    return this.page.evaluate(async () => {
      const { bytes } = await (
        performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
      ).measureUserAgentSpecificMemory();
      return bytes;
    });
  }

  async #renderer(): Promise<number | null> {
    const processes = await readdir('/proc').catch(() => []);
    const sizes = await Promise.all(
      processes
        .filter((name) => /^\d+$/.test(name))
        .map(async (name) => {
          const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
          if (!command.includes('--type=renderer') || !command.includes(this.mark)) return 0;
          const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
          return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
        }),
    );
    return Math.max(0, ...sizes) || null;
  }

  async #asking<T>(ask: (devtools: CDPSession) => Promise<T>): Promise<T> {
    const devtools = await this.page.context().newCDPSession(this.page);
    try {
      return await ask(devtools);
    } finally {
      await devtools.detach();
    }
  }
}

/** Has the browser give back what it need not hold: garbage that waits to be collected is no growth. */
async function giveBack(devtools: CDPSession): Promise<void> {
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('Memory.simulatePressureNotification', { level: 'critical' });
  await new Promise((done) => setTimeout(done, 1_500));
}

/** As V8 writes it: flat arrays, of which only names are read here. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly unknown[] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** What engines make of what they run, as often as they like: texts, code, and arrays behind objects. */
const ofEngine = [
  ...['array', 'bigint', 'code', 'concatenated string', 'hidden', 'number', 'object shape'],
  ...['regexp', 'sliced string', 'string', 'symbol', 'synthetic'],
];
/** What the browser keeps within bounds of its own: notes of slow tasks, up to 200 of a kind, and styles for the next element. */
const bounded =
  /Performance|TaskAttribution|ScriptTiming|ComputedStyle|CalculationValue|CachedMatchedProperties/;

function kindsOf({ snapshot: { meta }, nodes, strings }: HeapSnapshot): Kinds {
  const { node_fields: fields, node_types: types } = meta;
  const [typeAt, nameAt] = [fields.indexOf('type'), fields.indexOf('name')];
  const kinds = new Map<string, number>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const type = (types[typeAt] as readonly string[])[nodes[at + typeAt]!]!;
    const name = strings[nodes[at + nameAt]!]!;
    if (ofEngine.includes(type) || name.startsWith('system / ') || bounded.test(name)) continue;
    // An element is named with its attributes.
    const kind = `${type} ${/^<[\w-]+/.exec(name)?.[0] ?? name}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds;
}
