import { isSealed } from '../offline/policy-in-force';

/** A file of the page: as it is kept, else from the host where the policy lets the page ask. @throws Error where it cannot be had */
export async function ownFile(path: string): Promise<Response> {
  const url = new URL(path, document.baseURI).href;
  const kept = await globalThis.caches?.match(url);
  if (kept) return kept;
  const response = isSealed() ? null : await fetch(url);
  if (!response?.ok) throw new Error(`${path} is not here.`);
  return response;
}
