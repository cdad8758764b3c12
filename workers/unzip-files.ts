import { UnzipInflate, Unzip, UnzipPassThrough } from 'fflate';
import type { BroughtFile } from './brought-folder';
import { FileFault } from './file-fault';

/** Bytes of a file that are handed to the browser at once, to keep where it likes. */
const pieceBytes = 16 * 2 ** 20;

/** Bytes of the zip that are unpacked at once: a thousand times as many may come of them, all of them in memory. */
const zipPieceBytes = 2 ** 16;

/** More files than any model's folder has. */
const mostFiles = 5000;

/**
 * The files of a zip, unpacked as it is read: never the whole of it in this worker's memory.
 *
 * @param most bytes that may come of it in all: a few bytes of zip can be made to hold any number
 * @throws FileFault when it is no zip, damaged, locked with a password, or holds more, or too many files
 */
export async function unzipFiles(name: string, zip: Blob, most: number): Promise<BroughtFile[]> {
  if (await isLocked(zip)) {
    throw new FileFault(
      `${name} is locked with a password: unpack it, and bring the folder that comes of it.`,
    );
  }
  const files: BroughtFile[] = [];
  const waiting: Promise<void>[] = [];
  let bytes = 0;
  let entries = 0;
  let refusal: FileFault | null = null;
  const refuse = (reason: string) => (refusal ??= new FileFault(`${name} holds more than ${reason}`));
  const unzip = new Unzip((file) => {
    if (++entries > mostFiles) refuse(`${mostFiles} files: zip the model’s folder alone.`);
    if (refusal || file.name.endsWith('/')) return;
    const whole = new Promise<void>((resolve, reject) => {
      const pieces: Blob[] = [];
      let parts: Uint8Array<ArrayBuffer>[] = [];
      let held = 0;
      const put = () => {
        pieces.push(new Blob(parts));
        parts = [];
        held = 0;
      };
      file.ondata = (error, chunk, final) => {
        if (error) {
          reject(new FileFault(`${name}: ${file.name} in it ${whatIsWrong(error)}`));
          return;
        }
        bytes += chunk.length;
        if (bytes > most) refuse(`${Math.round(most / 1e6)} MB.`);
        if (refusal) {
          file.terminate();
          reject(refusal);
          return;
        }
        parts.push(new Uint8Array(chunk));
        held += chunk.length;
        if (held >= pieceBytes || final) put();
        if (!final) return;
        files.push({ path: file.name, content: new Blob(pieces) });
        resolve();
      };
      file.start();
    });
    // It is waited for below, when all is read.
    whole.catch(() => undefined);
    waiting.push(whole);
  });
  unzip.register(UnzipPassThrough);
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < zip.size; at += zipPieceBytes) {
      const end = Math.min(at + zipPieceBytes, zip.size);
      unzip.push(new Uint8Array(await zip.slice(at, end).arrayBuffer()), end === zip.size);
      if (refusal) throw refusal as FileFault;
    }
    await Promise.all(waiting);
  } catch (error) {
    if (error instanceof FileFault) throw error;
    throw new FileFault(`${name} is no zip that can be read: ${(error as Error).message}.`);
  }
  if (files.length === 0) throw new FileFault(`${name} is no zip that can be read, or it is empty.`);
  return files;
}

function whatIsWrong({ message }: Error): string {
  return message.startsWith('unknown compression type')
    ? 'is packed in a way that this page does not unpack: unpack it, and bring the folder that comes of it.'
    : `is damaged (${message}).`;
}

/** Bytes from the end in which a zip's last record lies: it and a comment of at most 65,535 bytes. */
const tailBytes = 22 + 65_535;
/** What the last record and those of the files begin with, and how long they are at least. */
const [lastSignature, lastBytes] = [0x06054b50, 22];
const [fileSignature, fileBytes] = [0x02014b50, 46];

/** Whether any file of a zip is encrypted, by its list of files (APPNOTE 4.3.12, 4.3.16); false where there is none to be read. */
async function isLocked(zip: Blob): Promise<boolean> {
  const tail = await viewOf(zip.slice(Math.max(0, zip.size - tailBytes)));
  let last = tail.byteLength - lastBytes;
  while (last >= 0 && tail.getUint32(last, true) !== lastSignature) last--;
  if (last < 0) return false;
  const [size, from] = [tail.getUint32(last + 12, true), tail.getUint32(last + 16, true)];
  const list = await viewOf(zip.slice(from, from + Math.min(size, mostFiles * 1024)));
  for (let at = 0; at + fileBytes <= list.byteLength;) {
    if (list.getUint32(at, true) !== fileSignature) return false;
    if ((list.getUint16(at + 8, true) & 1) === 1) return true;
    at +=
      fileBytes +
      list.getUint16(at + 28, true) +
      list.getUint16(at + 30, true) +
      list.getUint16(at + 32, true);
  }
  return false;
}

async function viewOf(part: Blob): Promise<DataView> {
  return new DataView(await part.arrayBuffer());
}
