import type { BroughtModel } from '../../workers/model-location';

/** A model that is kept in this browser, since its reader asked for it. */
export interface KeptModel {
  /** The name of its folder here. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
}

/** OPFS, the origin's private file system: models are kept in a folder of it. */
export type KeptFolder = Pick<FileSystemDirectoryHandle, 'getDirectoryHandle'>;

const folderName = 'brought-models';
/** Beside a model's files, whose names are those of their paths with nothing in them that parts folders. */
const factsName = 'kept.json';

/** Where models are kept; null where the browser offers no such place at this address. */
export async function keptFolder(): Promise<KeptFolder | null> {
  try {
    return await navigator.storage.getDirectory();
  } catch {
    return null;
  }
}

/** The models that are kept whole, by name. */
export async function listKept(folder: KeptFolder): Promise<KeptModel[]> {
  const kept: KeptModel[] = [];
  for await (const handle of (await modelsIn(folder))?.values() ?? []) {
    const model = handle.kind === 'directory' ? await describe(handle) : null;
    if (model) kept.push(model);
  }
  return kept.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Keeps a model's files. What says so comes last: a folder without it is not whole, and is not listed.
 * @throws Error saying how much room it needs, where there is none
 */
export async function keepModel(
  folder: KeptFolder,
  { files, name }: BroughtModel,
  { version, bytes }: Pick<KeptModel, 'version' | 'bytes'>,
): Promise<void> {
  const id = encodeURIComponent(`${name} ${version}`);
  try {
    const models = await folder.getDirectoryHandle(folderName, { create: true });
    const own = await models.getDirectoryHandle(id, { create: true });
    const write = async (file: string, content: Blob) => {
      const writable = await (await own.getFileHandle(file, { create: true })).createWritable();
      await writable.write(content);
      await writable.close();
    };
    for (const [path, content] of Object.entries(files)) await write(encodeURIComponent(path), content);
    await write(factsName, new Blob([JSON.stringify({ name, version, bytes })]));
  } catch (error) {
    await (await modelsIn(folder))?.removeEntry(id, { recursive: true }).catch(() => undefined);
    if ((error as Error).name !== 'QuotaExceededError') throw error;
    throw new Error(`There is no room to keep it: it takes ${Math.ceil(bytes / 1e6)} MB.`, { cause: error });
  }
}

/**
 * A kept model's files, read when they are wanted.
 * @throws Error saying that it is kept no more
 */
export async function openKept(folder: KeptFolder, { id, name }: KeptModel): Promise<BroughtModel> {
  const own = await present((await modelsIn(folder))?.getDirectoryHandle(id));
  if (!own) throw new Error(`${name} is not kept any more: it has been deleted since. Bring it again.`);
  const files: Record<string, Blob> = {};
  for await (const handle of own.values()) {
    if (handle.kind !== 'file' || handle.name === factsName) continue;
    files[decodeURIComponent(handle.name)] = await handle.getFile();
  }
  return { name, files };
}

/** Deletes a kept model; nothing where it has been deleted since. */
export async function removeKept(folder: KeptFolder, { id }: KeptModel): Promise<void> {
  await present((await modelsIn(folder))?.removeEntry(id, { recursive: true }));
}

/** Deletes all that is kept, and what was not kept whole. */
export async function removeAllKept(): Promise<void> {
  const folder = await keptFolder();
  const models = folder && (await modelsIn(folder));
  if (!models) return;
  for await (const { name } of models.values()) await models.removeEntry(name, { recursive: true });
}

/** null where nothing was ever kept, or all has been deleted. */
async function modelsIn(folder: KeptFolder): Promise<FileSystemDirectoryHandle | null> {
  return (await present(folder.getDirectoryHandle(folderName))) ?? null;
}

/** What was asked for; undefined where it is not there. */
async function present<T>(asked: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as Error).name !== 'NotFoundError') throw error;
    return undefined;
  }
}

/** null where the folder holds no whole model. */
async function describe(own: FileSystemDirectoryHandle): Promise<KeptModel | null> {
  try {
    const facts = await (await own.getFileHandle(factsName)).getFile();
    return { ...(JSON.parse(await facts.text()) as Omit<KeptModel, 'id'>), id: own.name };
  } catch {
    return null;
  }
}
