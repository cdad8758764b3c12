import { createSubscriber } from 'svelte/reactivity';
import type { Scheme } from '../../core/report/scale';

const dark = '(prefers-color-scheme: dark)';

const subscribe = createSubscriber((update) => {
  const query = matchMedia(dark);
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  query.addEventListener('change', update);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', update);
  };
});

/** The ground that the page stands on now, for pictures that cannot follow its style sheet. */
export function currentScheme(): Scheme {
  subscribe();
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia(dark).matches ? 'dark' : 'light';
}
