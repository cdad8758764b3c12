import { describe, expect, it } from 'vitest';
import { backendOf, probabilities } from '../browser/browser';
import { inEveryWorker } from './page-workers';
import { useSite } from './site';

/** What a host, or a network on the way, may answer with instead of a file. */
const wrongAnswers: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  'a flipped byte': (content) => {
    const altered = Buffer.from(content);
    altered[altered.length >> 1]! ^= 1;
    return altered;
  },
  'a half of it': (content) => content.subarray(0, content.length >> 1),
  'a page of HTML': () => Buffer.from('<!doctype html><title>Sign in</title><p>Sign in to this network.'),
};
const ways = [...Object.keys(wrongAnswers), 'an error 503'];

/** Files without which no text is read. */
const needed = [
  'manifest.json',
  'config.json',
  'weights.bin',
  'tokenizer.json',
  'tokenizer_config.json',
  'golden.json',
  'background.json',
];

/** How the page tells of a file, whatever came instead. */
function nameOf(file: string, way: string): string {
  // Many a host answers so for what it has not: by its manifest alone a folder is known for one of an exported model.
  return file === 'manifest.json' && way === 'a page of HTML' ? 'tiny-model has no model' : file;
}

describe("a model's file that comes wrong", () => {
  const site = useSite();
  /** How it is answered now; null: rightly. */
  let wrong: string | null;

  /** A host that answers one file as `wrong` says. */
  async function open(file: string): Promise<void> {
    const isIt = (path: string) => path === `tiny-model/${file}`;
    await site.open(
      {
        alter: (path, content) => (wrong && isIt(path) ? wrongAnswers[wrong]!(content) : content),
        intercept: (path, _request, response) => {
          if (wrong !== 'an error 503' || !isIt(path)) return false;
          response.writeHead(503).end('Try later');
          return true;
        },
      },
      // The page itself is not at fault, and need not be kept.
      { serviceWorkers: 'block' },
    );
  }

  /** Loads the page as on a first visit: what is kept would not be asked for again. */
  async function visitAnew(): Promise<void> {
    await site.page.goto(`${site.server.url}icon-192.png`);
    await site.page.evaluate(async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    });
    await site.visit();
  }

  it.each(needed)('is named, in each way that it may, and comes right by another try: %s', async (file) => {
    await open(file);
    for (const way of ways) {
      wrong = way;
      await visitAnew();
      await expect(backendOf(site.page), `${file}: ${way}`).rejects.toThrow(nameOf(file, way));
      wrong = null;
      await site.page.getByRole('button', { name: /^(?:Try again|Reload for the new version)$/ }).click();
      await site.page.getByTestId('model-ready').waitFor({ state: 'attached' });
    }
  });

  it('leaves texts read, and says why there are no gradients, where it is their graph', async () => {
    await open('gradient.onnx');
    for (const way of ways) {
      wrong = way;
      await visitAnew();
      await backendOf(site.page);
      const notice = site.page.getByTestId('no-gradients');
      expect(await notice.innerText(), way).toContain('gradient.onnx');
      await site.page.locator('#text').fill(`Read all the same, with ${way}.`);
      expect(await probabilities(site.page)).toHaveLength(3);
      wrong = null;
      await notice.getByRole('button', { name: 'Try again' }).click();
      await site.page
        .locator('[data-testid="model-ready"][data-gradients="there"]')
        .waitFor({ state: 'attached' });
    }
  });

  it.each(['forward.onnx', 'forward-integer.onnx'])(
    'keeps nothing from working where it is one that is fetched to be kept alone: %s',
    async (file) => {
      await open(file);
      for (const way of ways) {
        wrong = way;
        await visitAnew();
        await backendOf(site.page);
        await site.page.locator('#text').fill(`Read all the same, with ${way}.`);
        expect(await probabilities(site.page)).toHaveLength(3);
        await site.page
          .locator('[data-testid="model-ready"][data-gradients="there"]')
          .waitFor({ state: 'attached' });
      }
    },
  );
});

describe('a model that loads', () => {
  const site = useSite();

  it('is loaded all the same where its worker ends meanwhile, on the same backend', async () => {
    let reached: () => void = () => undefined;
    const asked = new Promise<void>((now) => (reached = now));
    let isHeld = true;
    await site.open(
      {
        intercept: (path) => {
          if (!path.endsWith('weights.bin') || !isHeld) return false;
          isHeld = false;
          reached();
          return true;
        },
      },
      { serviceWorkers: 'block' },
    );
    await site.visit();
    await asked;
    const ended = await inEveryWorker(
      site.page,
      "self.name.startsWith('model-') && (setTimeout(() => self.close(), 50), true)",
    );
    expect(ended.filter(({ value }) => value === true)).toHaveLength(1);
    expect(await backendOf(site.page)).toBe('wasm-threads');
    expect(await site.page.getByTestId('mended').innerText()).toMatch(/worker failed: it ended/);
    await site.page.locator('#text').fill('Read by its successor.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });
});
