import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

/** Folders of `directory` that hold an exported model, by name. */
export function exportedModels(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => existsSync(join(directory, name, 'manifest.json')))
    .sort();
}

/** What the export stored of the page's examples, as it stands in the file; "null" where there is none. */
export function storedExamples(directory: string, model: string): string {
  const file = join(directory, model, 'examples.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : 'null';
}

/**
 * Serves models/ beside the page while developing, and copies it into the built site. The files keep their names:
 * their manifest names them, and carries the hashes that caches go by.
 */
export function models(directory: string): Plugin {
  let outDir = '';
  return {
    name: 'albert-lens:models',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use('/models', (request, response, next) => {
        const path = resolve(
          directory,
          `.${decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname)}`,
        );
        const inside = path.startsWith(resolve(directory) + sep);
        if (!inside || !existsSync(path) || !statSync(path).isFile()) {
          response.statusCode = 404;
          response.end();
          return;
        }
        response.setHeader(
          'Content-Type',
          path.endsWith('.json') ? 'application/json' : 'application/octet-stream',
        );
        response.setHeader('Content-Length', statSync(path).size);
        createReadStream(path).on('error', next).pipe(response);
      });
    },
    async writeBundle() {
      for (const name of exportedModels(directory)) {
        await cp(join(directory, name), join(outDir, 'models', name), { recursive: true });
      }
    },
  };
}
