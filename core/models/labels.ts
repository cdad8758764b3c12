import { classNames, mostClasses } from '../model/class-names';
import { readModelFile, shown } from '../model/model-file';
import type { ConfigReader } from './config-reader';
import type { ModelConfig, Problem } from './model-config';

const problems: readonly Problem[] = [
  'single_label_classification',
  'multi_label_classification',
  'regression',
];

/**
 * What a config.json says of a classifier's labels, whatever its architecture.
 * @throws Error naming the key whose value is impossible, or that contradicts another
 */
export function readLabels(config: ConfigReader): Pick<ModelConfig, 'classes' | 'classesStated' | 'problem'> {
  const stated = statedClasses(config.value('id2label'));
  if (stated) requireSameIndices(stated, config.value('label2id'));
  const classes = stated ?? numberedClasses(config);
  return {
    classes,
    classesStated: stated !== null && !stated.every((name, index) => name === numberedName(index)),
    // As transformers does, which calls a single label regression where nothing else is said.
    problem: config.choice(
      'problem_type',
      problems,
      classes.length === 1 ? 'regression' : 'single_label_classification',
    ),
  };
}

function statedClasses(labels: unknown): string[] | null {
  if (typeof labels !== 'object' || labels === null) return null;
  const names = labels as Readonly<Record<string, unknown>>;
  const keys = Object.keys(names).sort((a, b) => Number(a) - Number(b));
  if (keys.length === 0) return null;
  if (keys.some((key, index) => key !== String(index))) {
    throw new Error(
      `config.json: the keys of id2label are 0, 1, 2, ..., not ${keys
        .slice(0, 5)
        .map((key) => shown(key).replaceAll('"', ''))
        .join(', ')}`,
    );
  }
  return [
    ...readModelFile(
      classNames,
      keys.map((key) => names[key]),
      'config.json: id2label',
    ),
  ];
}

/** @throws Error where label2id, which may be absent, says otherwise than id2label which class is where */
function requireSameIndices(classes: readonly string[], indices: unknown): void {
  if (typeof indices !== 'object' || indices === null) return;
  for (const [name, index] of Object.entries(indices)) {
    const at = classes.indexOf(name);
    if (at >= 0 && at !== index) {
      throw new Error(
        `config.json: id2label calls class ${at} ${shown(name)}, label2id class ${shown(index)}: correct the one that is wrong`,
      );
    }
  }
}

function numberedClasses(config: ConfigReader): string[] {
  return Array.from({ length: config.count('num_labels', 2, mostClasses) }, (_, index) =>
    numberedName(index),
  );
}

/** What transformers calls a class without a name. */
function numberedName(index: number): string {
  return `LABEL_${index}`;
}
