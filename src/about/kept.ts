import { removeAllKept } from '../model-view/kept-models';
import { offline } from '../offline/offline.svelte';
import { ownPrefix, teachingFolder, worksFolder } from '../../workers/cache-names';

/** Something that the page keeps. */
export interface Kept {
  readonly what: string;
  readonly where: string;
  readonly until: string;
  /** Deletes it at once; null: it goes with the tab. */
  readonly forget: (() => void | Promise<void>) | null;
}

/** All that the page keeps. What is added to the page's storage is added here. */
export const kept: readonly Kept[] = [
  {
    what: 'Texts, files, explanations, settings',
    where: 'the memory of this tab',
    until: 'the tab is closed or loaded again',
    forget: null,
  },
  {
    what: 'Light or dark, once you chose',
    where: 'localStorage',
    until: 'you delete it',
    forget: () => forgetOwn(() => localStorage),
  },
  {
    what: 'That this tab was loaded a second time, for WebAssembly’s threads; that WebGPU is being tried, in case that ends the page',
    where: 'sessionStorage',
    until: 'the tab is closed',
    forget: () => forgetOwn(() => sessionStorage),
  },
  {
    what: 'Rows and results of a file that you asked to keep on this machine',
    where: 'the browser’s own files for this site (OPFS)',
    until: 'you delete them, here or in the view of files',
    forget: () => forgetFolder(worksFolder),
  },
  {
    what: 'Labels that you asked to keep on this machine, and what is learnt from them',
    where: 'the browser’s own files for this site (OPFS)',
    until: 'you delete them, here or in the view “Teach”',
    forget: () => forgetFolder(teachingFolder),
  },
  {
    what: 'The page, the runtime and the model, for use offline',
    where: 'Cache Storage, with a service worker that answers from it',
    until: 'a new version comes, or you delete it',
    forget: () => offline.end(),
  },
  {
    what: 'A model that you brought, once you asked for it',
    where: 'the browser’s private file system (OPFS)',
    until: 'you delete it in the view “Model”, or the site’s data',
    forget: removeAllKept,
  },
];

/** Deletes all that outlives the tab. @returns what could not be deleted */
export async function forgetKept(): Promise<Kept[]> {
  const left: Kept[] = [];
  for (const one of kept) {
    try {
      await one.forget?.();
    } catch {
      left.push(one);
    }
  }
  return left;
}

/** Deletes a folder of the browser's own files. */
async function forgetFolder(name: string): Promise<void> {
  const root = await navigator.storage?.getDirectory?.();
  await root?.removeEntry(name, { recursive: true }).catch((error: Error) => {
    // Nothing was kept.
    if (error.name !== 'NotFoundError') throw error;
  });
}

/** Deletes what is ours: other pages of this host may keep something there too. */
function forgetOwn(storage: () => Storage): void {
  try {
    const store = storage();
    for (const key of Object.keys(store)) if (key.startsWith(ownPrefix)) store.removeItem(key);
  } catch {
    // Storage is blocked: nothing is kept there.
  }
}
