import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { memoryAfter } from '../../bench/page/memory';
import { findChromium } from '../../scripts/chromium.mjs';
import { serveSite } from '../../scripts/site-server';

/**
 * Bytes that page and workers may come to on two cores, and what each further one may take for its workers. It came to 267 to
 * 278 MB on a loaded machine while the runtime is compiled and its graph opened; texts add some 45 MB for moments, most
 * likely while the engine optimises the runtime.
 */
const most = 350e6;
const ofCore = 30e6;

// Where /proc says what a process has.
it.runIf(process.platform === 'linux')(
  'a page takes less than 350 MB to open its gradients, compare and explain texts',
  async () => {
    const server = await serveSite(inject('site'));
    const profile = await mkdtemp(join(tmpdir(), 'albert-lens-memory-'));
    try {
      const program = (await findChromium())!;
      const memory = await memoryAfter(5, { program, profile, flags: [], url: server.url });
      expect(memory.renderer).toBeLessThan(most + ofCore * Math.max(0, availableParallelism() - 2));
    } finally {
      await server.close();
      await rm(profile, { recursive: true, force: true });
    }
  },
);
