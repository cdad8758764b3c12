import { maxCharacters, readTextFile } from './read-text-file';

/** The text in the box. It lives in this tab's memory alone: never stored, never sent. */
export class Draft {
  text = $state('');
  /** Why a dropped or opened file was not taken. */
  fileError = $state('');

  readonly characters = $derived(this.text.length);
  readonly isBlank = $derived(this.text.trim() === '');
  readonly isTooLong = $derived(this.text.length > maxCharacters);
  readonly usable = $derived(!this.isBlank && !this.isTooLong);

  set(text: string): void {
    this.text = text;
    this.fileError = '';
  }

  async open(files: Iterable<File>): Promise<void> {
    const [file, ...others] = files;
    if (!file) return;
    if (others.length > 0) {
      this.fileError = 'One file at a time, please.';
      return;
    }
    try {
      this.set(await readTextFile(file));
    } catch (error) {
      this.fileError = (error as Error).message;
    }
  }
}
