/**
 * Why a script could not be loaded, which browsers do not say: asks for it once more.
 *
 * @param script absolute URL on the page's origin
 */
export async function whyNotLoaded(script: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(script, { cache: 'reload' });
    void response.body?.cancel();
  } catch {
    return `${script} could not be loaded: no connection. Check the network, then load the page again.`;
  }
  if (!response.ok) return `${script} could not be loaded: the server answered ${response.status}.`;
  const type = response.headers.get('Content-Type') ?? '';
  if (!/^(?:text|application)\/(?:x-)?(?:java|ecma)script\b/i.test(type)) {
    return `${script} is served as "${type}": the host has to serve .js files as text/javascript.`;
  }
  return `${script} could not be loaded. Reload the page.`;
}
