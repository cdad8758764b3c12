import { choice, whole } from '../attribution/settings/fields';
import type { Target } from '../model/classifier';

/** The fields of a request that are not settings of a method. */
export const outputField = choice<Target['output']>({
  label: 'Output explained',
  help: 'what is explained',
  default: 'probability',
  choices: { probability: 'probability', logit: 'logit' },
});

export const topKField = whole({
  label: 'Top words compared',
  help: 'words in the top that methods are compared by',
  default: 5,
  least: 1,
  offered: [1, 20],
});
