import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';
import type { Plugin } from 'vite';

const suffix = '?assemblyscript';
const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'relaxed-simd'];

/**
 * `import bytes from './index.ts?assemblyscript'` compiles the file, AssemblyScript, and gives the bytes of the
 * WebAssembly module (Uint8Array). They stand in the importing script itself: nothing else is to be fetched and cached.
 */
export function assemblyScript(): Plugin {
  return {
    name: 'albert-lens:assembly-script',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(suffix)) return null;
      const file = await this.resolve(source.slice(0, -suffix.length), importer, { skipSelf: true });
      return file ? file.id + suffix : null;
    },
    async load(id) {
      if (!id.endsWith(suffix)) return null;
      const path = id.slice(0, -suffix.length);
      const folder = dirname(path);
      for (const name of await readdir(folder)) this.addWatchFile(join(folder, name));
      const text = Buffer.from(await compile(path)).toString('base64');
      return `export default Uint8Array.from(atob('${text}'), (c) => c.charCodeAt(0));`;
    },
  };
}

/** @throws Error with the compiler's messages */
async function compile(path: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const messages = asc.createMemoryStream();
  const { error } = await asc.main([path, '-o', 'module.wasm', ...flags], {
    stderr: messages,
    writeFile: (_name, contents) => {
      binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(`cannot compile ${path}\n${messages.toString()}`, { cause: error });
  return binary;
}
