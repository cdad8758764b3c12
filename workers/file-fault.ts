/**
 * Thrown where a file cannot be had, or is not what it should be. No other way to run the model would fare better: it is
 * told by its name on the page's side, since errors lose their class on their way from a worker.
 */
export class FileFault extends Error {
  override readonly name: string = 'FileFault';
}

/** Thrown where the host's files are of a format that a newer version of the page reads. */
export class NewerFormat extends FileFault {
  override readonly name = 'NewerFormat';
}

/** Thrown where a file is not kept, and the page may ask nobody for it. */
export class NotKept extends FileFault {
  override readonly name = 'NotKept';

  constructor(url: string) {
    super(`${url} is not kept any more, and this page was opened so that it can ask nobody for it.`);
  }
}
