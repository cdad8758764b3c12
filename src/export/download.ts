/** Saves a text as a file, by way of the browser's download. */
export function download(name: string, type: string, content: string): void {
  saveBlob(name, new Blob([content], { type: `${type};charset=utf-8` }));
}

/** Saves a blob as a file, likewise. */
export function saveBlob(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold of the blob once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url));
}
