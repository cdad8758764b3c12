import { accessSync, chmodSync, constants, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A program that runs another with a share of the processor, all of its processes together. */
export interface LimitedProgram {
  /** What to run in the program's place, with the same arguments. */
  readonly path: string;
  /** What holds it: "cgroup" or "cpulimit". */
  readonly means: string;
  close(): Promise<void>;
}

const period = 100_000;

/**
 * A wrapper that gives a program so much of all cores, by a control group where that may be made, else by cpulimit. (The
 * throttle of Chromium's protocol does not reach workers.)
 * @param share of all cores together, above 0, up to 1
 * @throws Error where neither can be had
 */
export async function limitedProgram(program: string, share: number): Promise<LimitedProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'albert-lens-share-'));
  const path = join(folder, 'browser.sh');
  const write = (line: string) => {
    writeFileSync(path, `#!/bin/sh\n${line}\n`);
    chmodSync(path, 0o755);
  };
  const group = makeGroup(share);
  const close = async () => {
    await rm(folder, { recursive: true, force: true });
    // The group can go only when its last process has.
    for (let attempt = 0; group !== null && existsSync(group) && attempt < 50; attempt++) {
      try {
        rmdirSync(group);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };
  if (group !== null) {
    write(`echo $$ > '${group}/cgroup.procs' && exec '${program}' "$@"`);
    return { path, means: 'cgroup', close };
  }
  if (onPath('cpulimit')) {
    const percent = Math.round(100 * share * cpus().length);
    write(`exec cpulimit --include-children --foreground --limit=${percent} -- '${program}' "$@"`);
    return { path, means: 'cpulimit', close };
  }
  await close();
  throw new Error(
    'Nothing can give the browser a share of the processor: run as one who may make control groups, or install cpulimit.',
  );
}

/** Makes a control group with a quota, of the first or the second version; null where that may not be done. */
function makeGroup(share: number): string | null {
  const quota = Math.round(share * cpus().length * period);
  const name = `albert-lens-${process.pid}-${Date.now()}`;
  for (const [parent, files] of [
    ['/sys/fs/cgroup/cpu', { 'cpu.cfs_period_us': period, 'cpu.cfs_quota_us': quota }],
    ['/sys/fs/cgroup', { 'cpu.max': `${quota} ${period}` }],
  ] as const) {
    const group = join(parent, name);
    try {
      mkdirSync(group);
      for (const [file, value] of Object.entries(files)) {
        accessSync(join(group, file), constants.W_OK);
        writeFileSync(join(group, file), String(value));
      }
      return group;
    } catch {
      if (existsSync(group)) rmdirSync(group);
    }
  }
  return null;
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
