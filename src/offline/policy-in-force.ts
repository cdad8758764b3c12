/** The Content-Security-Policy of this page, as its own document states it; null where it has none (while developing). */
export function policyInForce(): string | null {
  return (
    document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')?.content ?? null
  );
}

/** Whether the page was served so that it can connect to nobody: all that it needs is kept. */
export function isSealed(): boolean {
  return /(?:^|;)\s*connect-src 'none'/.test(policyInForce() ?? '');
}
