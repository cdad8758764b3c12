import type { WorkFolder, WorkShelf } from '../work-shelf';

/** A shelf in memory, for tests: what is on it outlives the services that use it, as on a disk. */
export class MemoryShelf implements WorkShelf {
  readonly folders = new Map<string, Map<string, Uint8Array>>();
  readonly held = new Set<string>();
  /** Bytes that are left. */
  room = Infinity;

  ids(): Promise<string[]> {
    return Promise.resolve([...this.folders.keys()]);
  }

  open(id: string): Promise<WorkFolder> {
    if (this.held.has(id))
      return Promise.reject(new Error('It is open in another tab. Close it there first.'));
    this.held.add(id);
    const files = this.folders.get(id) ?? new Map<string, Uint8Array>();
    this.folders.set(id, files);
    const put = (name: string, parts: Iterable<Uint8Array>) => {
      const whole = Uint8Array.from([...parts].flatMap((part) => [...part]));
      this.room -= whole.length - (files.get(name)?.length ?? 0);
      if (this.room < 0) throw new Error('there is no more room for it');
      files.set(name, whole);
    };
    return Promise.resolve({
      write: async (name, parts) => put(name, await Promise.resolve(parts)),
      append: async (name, bytes) =>
        put(name, await Promise.resolve([files.get(name) ?? new Uint8Array(0), bytes])),
      read: async function* (name: string) {
        const bytes = await Promise.resolve(files.get(name));
        // In odd parts: whoever reads must not count on any.
        for (let at = 0; bytes && at < bytes.length; at += 7) yield bytes.slice(at, at + 7);
      },
      size: (name) => Promise.resolve(files.get(name)?.length ?? 0),
      names: () => Promise.resolve([...files.keys()]),
      close: () => void this.held.delete(id),
    });
  }

  remove(id: string): Promise<void> {
    if (this.held.has(id))
      return Promise.reject(new Error('It is open in another tab. Close it there first.'));
    this.folders.delete(id);
    return Promise.resolve();
  }
}
