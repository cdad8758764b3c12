import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';

/**
 * Chromium brings a software driver of Vulkan, which takes the place of a GPU. Without it the machine's own driver is
 * used.
 */
async function softwareAdapter(): Promise<Record<string, string>> {
  const executable = await findChromium();
  const folders = [...(executable ? [dirname(realpathSync(executable))] : []), '/usr/lib/chromium'];
  const folder = folders.find((candidate) => existsSync(join(candidate, 'libvk_swiftshader.so')));
  if (folder === undefined) return {};
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json') };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webgpu-'));
  const rows = ['bad and awful', 'so so', 'good', 'what a lovely day it is'].map((text, row) =>
    JSON.stringify({ text, label: Math.min(row, 2) }),
  );
  await writeFile(join(folder, 'data.jsonl'), rows.join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('--device webgpu', () => {
  it('trains as the CPU does', { timeout: 240_000 }, async () => {
    const script = fileURLToPath(new URL('finetune.ts', import.meta.url));
    const data = join(folder, 'data.jsonl');
    const environment = { ...process.env, ...(await softwareAdapter()) };
    const losses: number[] = [];
    for (const device of ['cpu', 'webgpu']) {
      const out = join(folder, device);
      const args = [
        '--base',
        'random',
        '--train',
        data,
        '--validation',
        data,
        '--out',
        out,
        '--device',
        device,
      ];
      // The steps are large, so that the later losses show whether the gradients are right.
      const settings = ['--epochs', '4', '--learning-rate', '3e-3', '--warmup', '0'];
      await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args, ...settings], {
        env: environment,
      });
      const { history } = JSON.parse(await readFile(join(out, 'training.json'), 'utf8')) as {
        history: { trainingLoss: number }[];
      };
      losses.push(history[0]!.trainingLoss);
    }
    expect(losses[0]).toBeLessThan(1.05);
    expect(losses[1]).toBeCloseTo(losses[0]!, 3);
  });
});
