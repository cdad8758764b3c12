import { browserSources, ContentCache } from './content-cache';
import { lookAtHosted, type HostedFolder } from './hosted-folder';
import { wholeVersion } from './model-source';

/**
 * What the folder holds that `?model=` names, before any of it is loaded.
 *
 * @param base URL of the folder, ending with a slash
 * @returns null where there is nothing to be asked: all of it is kept here, or nothing is known of it
 * @throws FileFault see lookAtHosted
 */
export async function lookAtAsked(base: string): Promise<HostedFolder | null> {
  if (await wholeVersion(new ContentCache(browserSources(false)), base)) return null;
  return lookAtHosted(base, (url, init) => fetch(url, init));
}
