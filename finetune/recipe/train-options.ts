import { kindsOfFile, labelledRowOptions } from '../../cli/row-options';
import { trainingDevices } from '../step/open-step';
import {
  choice,
  number,
  numbers,
  required,
  text,
  texts,
  toggle,
  type Option,
  type Values,
} from '../../cli/options';
import {
  classWeightsSetting,
  scalarSettings,
  type ScalarSetting,
  type StageSettings,
} from '../../core/training/settings';

function scalar(name: ScalarSetting): Option<number | undefined> {
  const { help, default: fallback, ...range } = scalarSettings[name];
  return number(range.whole ? 'N' : 'X', `${help} (${fallback})`, range);
}

/** The options of `npm run finetune`. */
export const trainOptions = {
  base: text(
    'DIR|random',
    'folder to start from, in the Hugging Face form or an exported int8 model, or fresh weights',
  ),
  train: texts('FILE[:WEIGHT]', `data to learn from: ${kindsOfFile}; weight 2 is seen twice an epoch`),
  classes: text(
    'A,B,...',
    "names of the model's classes, in the order of its outputs and of labels that are numbers (those of the base, or of the labels)",
  ),
  'multi-label': toggle(
    'a text may have any number of the classes: its labels are a list (what the base says)',
  ),
  validation: text('FILE', 'labelled data that decides which weights are kept'),
  ...labelledRowOptions,
  out: required(text('DIR', 'where the trained model and its checkpoints go')),
  export: text('DIR', 'also writes the model there as the page runs it, and its card as the recipe wants it'),
  recipe: text(
    'FILE',
    'stages, data and settings from a JSON file, in place of --train; recipes that it stands on are trained first',
  ),
  'data-root': text(
    'DIR',
    'folder that the paths of data and models in a recipe start from (the current one)',
  ),
  epochs: scalar('epochs'),
  'learning-rate': scalar('learningRate'),
  warmup: scalar('warmup'),
  'batch-tokens': scalar('batchTokens'),
  'max-length': scalar('maxLength'),
  'soft-weight': scalar('softWeight'),
  'label-smoothing': scalar('labelSmoothing'),
  'word-dropout': scalar('wordDropout'),
  'class-weights': numbers('A,B,...', `${classWeightsSetting.help} (1 for all)`, null, classWeightsSetting),
  'weight-decay': scalar('weightDecay'),
  clip: scalar('clip'),
  'extend-tokenizer': toggle('tokens for emoji, and typographic quotes read as plain ones'),
  averaging: number('X', 'decay of the averaged weights that are kept; 0 averages nothing (0)', {
    min: 0,
    max: 1,
  }),
  seeds: numbers(
    'N,N,...',
    'order of the data, dropout and fresh weights follow from one; of several, which share the fresh weights of the first, the mean is kept (1)',
    null,
    { min: 0, max: 0xffffffff, whole: true },
  ),
  mix: texts(
    'DIR[:WEIGHT]',
    'models to mix with what the seeds end at, which count 1 together: --out then holds the mean of all their weights',
  ),
  device: choice(
    trainingDevices,
    'where it runs: cuda needs binaries of its own, see docs/training.md; wasm is what the page runs, slower, for the same bits',
  ),
  threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
  'validate-every': number('N', 'steps between validations (500)', { min: 1, whole: true }),
  'checkpoint-every': number('N', 'steps between checkpoints (200)', { min: 1, whole: true }),
  resume: toggle('go on from the checkpoints in --out'),
};

export type TrainOptions = Values<typeof trainOptions>;

/** The stage settings that the command line states. */
export function givenSettings(options: TrainOptions): Partial<StageSettings> {
  const given = [...Object.keys(scalarSettings), 'classWeights'].map((name) => {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) as keyof TrainOptions;
    return [name, options[flag]] as const;
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
