/**
 * What the page may do: load from its own origin, and nothing else. Compiling WebAssembly is the one dynamic step;
 * Svelte sets custom properties through the DOM, so inline style attributes in the HTML stay forbidden too.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  // Workers start from blobs that import their scripts, and so have this policy on any host (workers/bound-worker.ts).
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Cross-origin isolation, which WASM threads need (SharedArrayBuffer). */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Headers that a server which can set any should send with every file. A meta tag cannot carry frame-ancestors. */
export const serverHeaders: Record<string, string> = {
  ...isolationHeaders,
  'Content-Security-Policy': `${contentSecurityPolicy}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
