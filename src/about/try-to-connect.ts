/** What became of an attempt to connect. */
export interface Attempt {
  readonly to: string;
  /** The policy that the browser refused it under, in its own words; null: it was let through. */
  readonly refusedBy: string | null;
}

/** Milliseconds in which the browser tells that it refused. */
const patience = 1_000;

/**
 * Has the page try to connect to its own host and to another one, and asks the browser what it made of it: what it
 * enforces, not what a document says. No text is sent, whatever comes of it.
 */
export async function tryToConnect(): Promise<Attempt[]> {
  return [
    await attempt(new URL('./?attempt', location.href).href, 'this page’s own host'),
    await attempt('https://example.com/', 'another host (example.com)'),
  ];
}

async function attempt(url: string, to: string): Promise<Attempt> {
  let onViolation: (event: SecurityPolicyViolationEvent) => void = () => undefined;
  const refused = new Promise<string | null>((tell) => {
    onViolation = (event) => {
      if (event.blockedURI === url && event.disposition === 'enforce') tell(event.originalPolicy);
    };
  });
  document.addEventListener('securitypolicyviolation', onViolation);
  try {
    const reached = await fetch(url, { method: 'HEAD', mode: 'no-cors' }).then(
      () => true,
      () => false,
    );
    // The browser tells a moment after it refused.
    const late = new Promise<null>((over) => setTimeout(() => over(null), reached ? 0 : patience));
    return { to, refusedBy: await Promise.race([refused, late]) };
  } finally {
    document.removeEventListener('securitypolicyviolation', onViolation);
  }
}
