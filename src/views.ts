import type { Component } from 'svelte';
import type { ViewName } from './page/route.svelte';

export interface ViewEntry {
  /** What its link is called. */
  readonly title: string;
  /** Loads its code, once. */
  readonly load: () => Promise<{ readonly default: Component }>;
}

/** A folder each: the page loads a view's code when the view is first opened. */
export const views: Readonly<Record<ViewName, ViewEntry>> = {
  text: { title: 'Text', load: () => import('./text/TextView.svelte') },
  compare: { title: 'Compare', load: () => import('./compare/CompareView.svelte') },
  file: { title: 'File', load: () => import('./file/FileView.svelte') },
  teach: { title: 'Teach', load: () => import('./teach/TeachView.svelte') },
  model: { title: 'Model', load: () => import('./model-view/ModelView.svelte') },
  about: { title: 'About', load: () => import('./about/AboutView.svelte') },
};
