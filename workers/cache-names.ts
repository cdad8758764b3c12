/** Names in Cache Storage; all that the page keeps on its origin begins with this. */
export const ownPrefix = 'albert-lens';

/** Files of page, one cache a version. */
export const shellPrefix = `${ownPrefix}-shell-`;

/** Files of models and runtime, by content. */
export const contentCacheName = `${ownPrefix}-content`;

/** The folder among the browser's own files in which pieces of work are kept. */
export const worksFolder = 'albert-lens-works';

/** The same for labels, and what was taught by them. */
export const teachingFolder = 'albert-lens-teaching';
