import type { Choices } from './choices';

type SelectName = 'output' | 'unit' | 'longText' | 'removal' | 'baseline';

/** The choices among a few names: how they are called, and what each value is called. */
export const selects: {
  readonly [K in SelectName]: {
    readonly label: string;
    readonly options: Readonly<Record<Choices[K], string>>;
  };
} = {
  output: { label: 'Output explained', options: { probability: 'probability', logit: 'logit' } },
  unit: { label: 'Values for', options: { word: 'words', token: 'tokens' } },
  longText: { label: 'Long texts', options: { windows: 'in windows', truncate: 'the beginning only' } },
  removal: {
    label: 'A removed word becomes',
    options: { mask: '[MASK]', pad: 'padding, unattended', delete: 'nothing (deleted)' },
  },
  baseline: {
    label: 'Gradients’ baseline',
    options: { pad: 'padding embedding', mask: '[MASK] embedding', zero: 'zero', mean: 'mean embedding' },
  },
};

export const selectNames = Object.keys(selects) as readonly SelectName[];
