/** Saves a text as a file, by way of the browser's download. */
export function download(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold of the blob once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url));
}
