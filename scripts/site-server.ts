import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { serverHeaders } from './vite/headers';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export interface SiteOptions {
  /** Path that the site lies under, with slashes around it. Default "/". */
  readonly base?: string;
  /** Whether the host sets the headers that the README asks for. Default true. */
  readonly headers?: boolean;
  /** Further folders, by their path under the base. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Changes a file before it is sent; null: 404. */
  readonly alter?: (path: string, content: Buffer, request: IncomingMessage) => Buffer | null;
  /** Headers of a file beside, or instead of, the usual ones. */
  readonly headersOf?: (path: string) => Readonly<Record<string, string>>;
  /** What all answers together may take of a line, in bytes a second; without, as much as there is. */
  readonly bytesPerSecond?: number;
  /** Told of bytes when they have gone out: of what file, and how many. */
  readonly onSent?: (path: string, bytes: number) => void;
  /** Answers, or holds back, a request itself when it returns true. */
  readonly intercept?: (path: string, request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface SiteServer {
  /** Address of the page. */
  readonly url: string;
  close(): Promise<void>;
}

/** A static host: what is in the folder, and nothing clever. */
export async function serveSite(folder: string, options: SiteOptions = {}): Promise<SiteServer> {
  const { base = '/', headers = true, mounts = {} } = options;
  const { alter = (_path, content) => content, headersOf = () => ({}), intercept = () => false } = options;
  const { bytesPerSecond = Infinity, onSent = () => undefined } = options;
  const line = new Line(bytesPerSecond);
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', 'http://host');
      const path = normalize(decodeURIComponent(pathname.slice(base.length)) || 'index.html');
      if (intercept(path, request, response)) return;
      const mount = Object.keys(mounts).find((prefix) => path.startsWith(`${prefix}/`));
      const file = mount ? join(mounts[mount]!, path.slice(mount.length)) : join(folder, path);
      const found =
        pathname.startsWith(base) && !path.startsWith('..') ? await readFile(file).catch(() => null) : null;
      const content = found && alter(path, found, request);
      if (!content) {
        response.writeHead(404).end();
        return;
      }
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const isPart = start > 0 && start < content.byteLength;
      const part = isPart ? content.subarray(start) : content;
      response.writeHead(isPart ? 206 : 200, {
        'Content-Type': types[extname(path)] ?? 'application/octet-stream',
        'Content-Length': part.byteLength,
        'Accept-Ranges': 'bytes',
        ...(isPart && {
          'Content-Range': `bytes ${start}-${content.byteLength - 1}/${content.byteLength}`,
        }),
        ...(headers ? serverHeaders : {}),
        ...headersOf(path),
      });
      await line.send(response, part, (bytes) => onSent(path, bytes));
    })();
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${base}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Bytes that go out before others have their turn. */
const packet = 16_384;

/** A line of so many bytes a second, which answers share packet by packet. */
class Line {
  /** When the line is free again, in milliseconds of performance.now(). */
  #free = 0;

  constructor(private readonly bytesPerSecond: number) {}

  async send(response: ServerResponse, content: Buffer, onSent: (bytes: number) => void): Promise<void> {
    if (this.bytesPerSecond === Infinity) {
      response.end(content, () => onSent(content.byteLength));
      return;
    }
    for (let start = 0; start < content.byteLength && !response.destroyed; start += packet) {
      const part = content.subarray(start, start + packet);
      const now = performance.now();
      this.#free = Math.max(now, this.#free) + (1000 * part.byteLength) / this.bytesPerSecond;
      await new Promise((resolve) => setTimeout(resolve, this.#free - now));
      response.write(part);
      onSent(part.byteLength);
    }
    response.end();
  }
}
