/** The codes of the file system in words, and what to do. These hold for reading and writing. */
const always: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of its path is no folder; check the path',
  EISDIR: 'it is a folder; name a file',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
};

const whenReading: Readonly<Record<string, string>> = {
  ...always,
  ENOENT: 'there is no such file; check the path',
  EACCES: 'you are not allowed to; change its permissions',
  EPERM: 'you are not allowed to; change its permissions',
};

const whenWriting: Readonly<Record<string, string>> = {
  ...always,
  ENOENT: 'its folder does not exist; make the folder first',
  EEXIST: 'a file has that name; choose another',
  EACCES: 'you are not allowed to; choose another place',
  EPERM: 'you are not allowed to; choose another place',
  EROFS: 'the disk can only be read; choose another place',
  ENOSPC: 'the disk is full; make room, or choose another place',
  EPIPE: 'nobody reads it any more',
};

/** The error of a file that cannot be read: its name, the reason, what to do. The cause is the file system's error. */
export function readError(file: string, cause: unknown): Error {
  return new Error(`cannot read ${file}: ${inWords(cause, whenReading)}`, { cause });
}

/** The error of a file or folder that cannot be written, likewise. */
export function writeError(file: string, cause: unknown): Error {
  return new Error(`cannot write ${file}: ${inWords(cause, whenWriting)}`, { cause });
}

function inWords(cause: unknown, words: Readonly<Record<string, string>>): string {
  const { code = '', message = String(cause) } = cause as Partial<NodeJS.ErrnoException>;
  return words[code] ?? message;
}
