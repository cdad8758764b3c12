import type { BroughtFile } from '../../workers/brought-folder';

/** More files than any model's folder has: something else was dropped. */
const mostFiles = 5000;

/**
 * The files that a picker gave, each by its path in what was picked.
 */
export function pickedFiles(files: Iterable<File>): BroughtFile[] {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, content: file }));
}

/**
 * The files that were dropped, those in folders too, each by its path in what was dropped. Called within the event: what is
 * dropped is not there after it.
 * @throws Error where a folder cannot be read, or holds more files than a model has
 */
export async function droppedFiles(transfer: DataTransfer): Promise<BroughtFile[]> {
  const items = Array.from(transfer.items, (item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const files: BroughtFile[] = [];
  const take = (path: string, content: File) => {
    files.push({ path, content });
    if (files.length > mostFiles)
      throw new Error(`That holds more than ${mostFiles} files: drop the model’s folder alone.`);
  };
  const waiting = items.filter((item) => item !== null);
  for (let item = waiting.pop(); item; item = waiting.pop()) {
    if (item instanceof File) take(item.name, item);
    else if (isFolder(item)) waiting.push(...(await entriesOf(item)));
    else take(item.fullPath.replace(/^\//, ''), await fileOf(item as FileSystemFileEntry));
  }
  return files;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** All of a folder: a reader gives a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
