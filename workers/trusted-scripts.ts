/** Addresses that the browser may start scripts from, where it asks for a policy's word (Trusted Types). */
import type { TrustedTypePolicyFactory } from 'trusted-types/lib';
import { scriptPolicyName } from './policy';

const trusted = new Set<string>();

const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypePolicyFactory };
const policy = trustedTypes?.createPolicy(scriptPolicyName, {
  createScriptURL: (url) => {
    if (!trusted.has(url)) throw new TypeError(`${url} is none of the scripts of this page.`);
    return url;
  },
});

/**
 * An address of a script of ours, as workers and service workers are started from.
 *
 * @param url written down in our code, or made from such a one: never from data
 */
export function trustedScript(url: string): string {
  trusted.add(url);
  // The browser takes it where its types speak of text.
  return policy ? (policy.createScriptURL(url) as unknown as string) : url;
}
