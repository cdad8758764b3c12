/** Something that the page keeps. */
export interface Kept {
  readonly what: string;
  readonly where: string;
  readonly until: string;
}

/** All that the page keeps. What is added to the page's storage is added here. */
export const kept: readonly Kept[] = [
  {
    what: 'Texts, files, explanations, settings',
    where: 'the memory of this tab',
    until: 'the tab is closed or loaded again',
  },
  {
    what: 'Light or dark, once you chose',
    where: 'localStorage',
    until: 'you delete the site’s data',
  },
  {
    what: 'That this tab was loaded a second time, for WebAssembly’s threads',
    where: 'sessionStorage',
    until: 'the tab is closed',
  },
  {
    what: 'The page, the runtime and the model, for use offline',
    where: 'Cache Storage',
    until: 'a new version comes, or you delete the site’s data',
  },
  {
    what: 'A model that you brought, once you asked for it',
    where: 'the browser’s private file system (OPFS)',
    until: 'you delete it in the view “Model”, or the site’s data',
  },
];
