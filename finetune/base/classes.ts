import { classNamed } from '../../core/rows/labels';
import type { ModelConfig } from '../../core/models/model-config';

/** What a base says about its classes. */
export interface BaseClasses {
  /** What messages call the base. */
  readonly name: string;
  readonly config: Pick<ModelConfig, 'classes' | 'classesStated' | 'problem'>;
  /** How many outputs the classifier in its checkpoint has; null if there is no classifier. */
  readonly head: number | null;
}

/** What the rows of a run say about the classes. */
export interface SeenLabels {
  /** The labels that are names, each in its first spelling. */
  readonly names: readonly string[];
  /** The labels that are whole numbers, in rising order. */
  readonly numbers: readonly number[];
  /** The lengths of the rows' probs, in rising order. */
  readonly probs: readonly number[];
}

export interface Classes {
  /** The names of the classes, in the order of the logits. */
  readonly names: readonly string[];
  /** For each class, the output of the base's classifier that becomes it. Null if the classifier starts anew. */
  readonly head: readonly number[] | null;
  /** Whether each class holds or not by itself, or a text has one of them. */
  readonly problem: Trainable;
  /** A note for the user before training starts. */
  readonly note?: string;
}

/** What a classifier can be trained for. */
export type Trainable = Exclude<ModelConfig['problem'], 'regression'>;

/** The classes of sentiment data whose labels are 0, 1, 2. */
const SENTIMENT = ['negative', 'neutral', 'positive'] as const;

/** With more different labels than this, the column holds something else than classes. */
const MOST_CLASSES = 200;

/**
 * Decides which classes the trained model has, and what happens to the base's classifier.
 *
 * - Classes that the user asks for by name go first. If the base's classifier has the same names, it is kept, and its
 *   outputs are put in the order asked for. If its names say nothing (LABEL_0) and it has as many outputs, it is kept
 *   and gets the names. Any other classifier is replaced by a new one.
 * - Otherwise the classes are those that the base names, in its order.
 * - A base without a classifier gets the classes of the rows' labels: negative, neutral and positive in this order,
 *   other names in alphabetical order. The numbers 0, 1, 2 are taken for sentiment. Other numbers must be given names.
 *
 * A text may have any number of the classes where the user asks for that, or the base says so and nothing else is asked for.
 * @param asked names in the order of the logits
 * @param multiLabel whether a text is to have any number of the classes
 * @param seen reads the labels of all rows; called only where they decide
 * @throws Error that says what does not fit, and what to do
 */
export async function decideClasses(
  base: BaseClasses,
  asked: readonly string[] | undefined,
  multiLabel: boolean,
  seen: () => Promise<SeenLabels>,
): Promise<Classes> {
  const stated = statedNames(base);
  const wanted = multiLabel ? 'multi_label_classification' : 'single_label_classification';
  if (asked) return { ...askedClasses(base, stated, asked, wanted), problem: wanted };
  requireClassification(base);
  const { name, head } = base;
  const { problem } = base.config;
  if (multiLabel && problem !== wanted && head !== null) {
    throw new Error(
      `${name} gives a text one of its classes: --classes A,B,... with --multi-label starts a classifier on it that gives any number`,
    );
  }
  const trained = multiLabel ? wanted : (problem as Trainable);
  if (head === null) return { names: stated ?? seenClasses(await seen()), head, problem: trained };
  if (stated && stated.length !== head) {
    throw new Error(
      `${name}: its checkpoint has a classifier of ${head} outputs, config.json names ${stated.length} classes ` +
        `(${stated.join(', ')}): correct config.json, or give --classes to start a classifier anew`,
    );
  }
  const names = stated ?? placeholders(head);
  return { names, head: names.map((_, output) => output), problem: trained };
}

function askedClasses(
  { name, config, head }: BaseClasses,
  stated: readonly string[] | null,
  asked: readonly string[],
  wanted: Trainable,
): Omit<Classes, 'problem'> {
  if (head === null) return { names: asked, head };
  const names = stated ?? placeholders(head);
  const fits = config.problem === wanted && asked.length === head;
  if (fits && stated === null) {
    const note = `note: the classifier of ${name} names no classes: its outputs are taken for ${asked.join(', ')}`;
    return { names: asked, head: asked.map((_, output) => output), note };
  }
  const outputs = asked.map((label) => names.findIndex((own) => folded(own) === folded(label)));
  if (fits && names.length === head && !outputs.includes(-1)) return { names: asked, head: outputs };
  const note = `note: the classifier of ${name} (${names.join(', ')}) is replaced by a fresh one for ${asked.join(', ')}`;
  return { names: asked, head: null, note };
}

/** @throws Error saying what the base is, when it is no classifier */
function requireClassification({ name, config }: BaseClasses): void {
  if (config.problem !== 'regression') return;
  throw new Error(
    `${name} is a regression model, as its config.json says; finetune trains classifiers: --classes A,B,... starts one on this base`,
  );
}

/** The names that the base gives its classes; null if they say nothing. */
function statedNames({ config: { classes, classesStated } }: BaseClasses): readonly string[] | null {
  return classesStated ? classes : null;
}

/** The names that transformers gives to classes without names. */
function placeholders(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `LABEL_${index}`);
}

/** The classes that the rows name. */
function seenClasses({ names: spelled, numbers, probs }: SeenLabels): string[] {
  const names = withoutSynonyms(spelled);
  const list = '--classes A,B,... names them, in that order';
  const isSentiment = names.every((label) => SENTIMENT.some((name) => name === folded(label)));
  if (names.length > 0 && numbers.length > 0) {
    if (isSentiment && numbers.at(-1)! < SENTIMENT.length) return [...SENTIMENT];
    throw new Error(
      `the rows have names (${names.join(', ')}) and numbers (${numbers.join(', ')}) for labels: ${list}`,
    );
  }
  if (names.length > 0) {
    if (names.length > MOST_CLASSES) {
      throw new Error(`the rows have ${names.length} different labels: is "label" the column of classes?`);
    }
    if (names.length === 1) throw new Error(`all rows have the label ${names[0]}: ${list}`);
    const place = (label: string) => SENTIMENT.findIndex((name) => name === folded(label));
    const byAlphabet = new Intl.Collator('en', { numeric: true }).compare;
    return [...names].sort(isSentiment ? (a, b) => place(a) - place(b) : byAlphabet);
  }
  const count = Math.max((numbers.at(-1) ?? -1) + 1, probs.at(-1) ?? 0);
  if (count === SENTIMENT.length && probs.every((size) => size === count)) return [...SENTIMENT];
  if (numbers.length > 0) throw new Error(`the rows are labelled ${numbers.join(', ')}: ${list}`);
  if (count > 0) throw new Error(`the rows have probs of ${probs.join(', ')} classes and no labels: ${list}`);
  throw new Error(`no row has a label: ${list}`);
}

/** Two spellings of one class, such as pos and positive, become one name: the longer spelling. */
function withoutSynonyms(names: readonly string[]): string[] {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const kept: string[] = [];
  for (const name of longestFirst) if (classNamed(kept, name) === null) kept.push(name);
  return names.filter((name) => kept.includes(name));
}

function folded(label: string): string {
  return label.trim().toLowerCase();
}

/** A config.json that names these classes. */
export function withClasses(
  configJson: Readonly<Record<string, unknown>>,
  names: readonly string[],
  trained: Trainable,
): Readonly<Record<string, unknown>> {
  const { architectures, problem_type: problem } = configJson;
  const rest = Object.entries(configJson).filter(([key]) => key !== 'num_labels');
  return {
    ...Object.fromEntries(rest),
    // A base that is called "AlbertForMaskedLM" or "AlbertModel" has a classifier now.
    ...(Array.isArray(architectures) && {
      architectures: architectures.map((name) =>
        String(name).replace(/(?:For\w+|Model)$/, 'ForSequenceClassification'),
      ),
    }),
    // A config.json that says nothing means one class a text.
    ...((problem !== undefined || trained === 'multi_label_classification') && { problem_type: trained }),
    id2label: Object.fromEntries(names.map((name, index) => [index, name])),
    label2id: Object.fromEntries(names.map((name, index) => [name, index])),
  };
}
