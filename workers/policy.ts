/**
 * What the page may do: load from its own origin, and nothing else. Compiling WebAssembly is the one dynamic step;
 * Svelte sets custom properties through the DOM, so inline style attributes in the HTML stay forbidden too. Text that
 * becomes markup or a script's address passes Svelte's policy, or ours (workers/trusted-scripts.ts), or is refused.
 */

/** The policy that makes addresses of scripts (Trusted Types). */
export const scriptPolicyName = 'albert-lens-scripts';

/** Whom the page may connect to by scripts: its own origin, or, once all that it needs is kept, nobody. */
export type Connections = 'self' | 'none';

export function contentSecurityPolicy(connections: Connections): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src '${connections}'`,
    // Workers start from blobs that import their scripts, and so have this policy on any host (workers/bound-worker.ts).
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types svelte-trusted-html ${scriptPolicyName}`,
  ].join('; ');
}

/**
 * The page's HTML with the policy under which it connects to nobody.
 *
 * @param html as it was built: its tag of the policy writes quotes as they are, or as entities
 * @throws Error where it has no such tag
 */
export function sealedHtml(html: string): string {
  const open = /(<meta http-equiv="Content-Security-Policy"[^>]*\bconnect-src (?:'|&#39;))self/;
  if (!open.test(html)) throw new Error('The page states no policy.');
  return html.replace(open, '$1none');
}

/** Cross-origin isolation, which WASM threads need (SharedArrayBuffer). */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/**
 * Headers that hold the page to its origin beside the policy. A policy cannot forbid navigation, prefetching and WebRTC;
 * a browser that knows the allowlist does.
 */
export const boundHeaders = {
  'Connection-Allowlist': '(response-origin)',
  'Referrer-Policy': 'no-referrer',
} as const;
