import { outliving } from '../page/outliving.svelte';
import type { Page } from '../page/page.svelte';
import { mayClose } from './may-close';
import { FileWork } from './file-work.svelte';
import { spawnFileWorker } from './spawn-worker';

const works = new WeakMap<Page, FileWork>();

/** The page's file: made when its view is first opened, and there again when the reader comes back. */
export function fileOf(page: Page): FileWork {
  let work = works.get(page);
  const handed = page.takeHanded();
  if (!work) {
    const made = outliving(() => new FileWork(page.model, spawnFileWorker));
    work = made;
    works.set(page, made);
    if (!handed) void page.carried?.then((file) => file && made.open(file));
    page.carry = async () => {
      const file = await made.packed();
      made.close();
      return file;
    };
  }
  if (handed && mayClose(work)) void work.open(handed);
  return work;
}
