import { createContext } from 'svelte';
import type { BroughtModel } from '../../workers/model-location';
import type { Page } from './page.svelte';

/** The page's state, for every component under the one that provides it. */
export const [usePage, providePage] = createContext<Page>();

/** Puts another model in the place of the one that runs: a brought one, or the page's own (null). What was computed by it goes. */
export type SwitchModel = (brought: BroughtModel | null) => void;

export const [useSwitchModel, provideSwitchModel] = createContext<SwitchModel>();
