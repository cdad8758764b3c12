const parameter = 'model';

/** Whether the page's address names a model. */
export function asksForModel(page: string): boolean {
  return new URL(page).searchParams.has(parameter);
}

/** The page's address without the model that it names. */
export function withoutModel(page: string): string {
  const url = new URL(page);
  url.searchParams.delete(parameter);
  return url.href;
}

/**
 * The model's folder: the page's own, or the one that `?model=` names, which must lie on the page's origin, since the
 * text is given to whatever model is loaded, and the page promises that nothing is fetched from elsewhere.
 *
 * @param page address of the page
 * @param fallback folder relative to the page
 * @returns an absolute URL that ends with a slash
 * @throws Error when `?model=` names no relative path
 */
export function modelUrl(page: string, fallback: string): string {
  const path = new URL(page).searchParams.get(parameter) ?? fallback;
  const isRelative = /^(?:\.\/)?[\w-][\w.-]*(?:\/[\w-][\w.-]*)*\/?$/.test(path);
  if (!isRelative) {
    throw new Error(
      `?model= takes a folder beside this page, such as ?model=models/sentiment, and "${path}" is none.`,
    );
  }
  return new URL(path.replace(/\/?$/, '/'), new URL('.', page)).href;
}
