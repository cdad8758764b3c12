import { createContext } from 'svelte';
import type { Page } from './page.svelte';

/** The page's state, for every component under the one that provides it. */
export const [usePage, providePage] = createContext<Page>();
