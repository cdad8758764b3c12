import { outliving } from '../page/outliving.svelte';
import type { Page } from '../page/page.svelte';
import { FileWork } from './file-work.svelte';
import { spawnFileWorker } from './spawn-worker';

const works = new WeakMap<Page, FileWork>();

/** The page's file: made when its view is first opened, and there again when the reader comes back. */
export function fileOf(page: Page): FileWork {
  let work = works.get(page);
  if (!work) {
    work = outliving(() => new FileWork(page.model, spawnFileWorker));
    works.set(page, work);
  }
  return work;
}
