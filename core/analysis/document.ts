import type { Assessment } from '../assessment/assess';
import type { Comparison } from '../assessment/compare';
import type { Consensus } from '../assessment/consensus';
import type { Explanation, FlipExplanation, StatedExplanation } from '../attribution/explanation';
import { givesPairs } from '../attribution/methods/all';
import type { Target } from '../model/classifier';
import type { LanguageNote } from '../text/language-note';
import type { Unit } from '../text/types';

/** Which model made a document. */
export interface ModelIdentity {
  readonly name: string;
  /** A hash of the model's content; null if nothing states it. */
  readonly version: string | null;
  /** The backend that ran the model, if there is a choice. */
  readonly backend?: string;
}

/** The version of the document's form. It changes whenever the name or the meaning of an entry changes. */
export const documentVersion = 1;

/** The results for one class. */
interface ClassExplanations {
  /** By name. */
  readonly class: string;
  /**
   * First the explanations by values, in the order of `agreement` and `assessment`. Then those by what turns the label.
   */
  readonly explanations: readonly (StatedExplanation | FlipExplanation)[];
  readonly agreement: Comparison['agreement'];
  /** Whether the methods agree on the direction of the strongest words. */
  readonly consensus?: Consensus;
  readonly assessment?: Assessment;
}

/** What a document says about its text, whatever was asked. */
interface AboutText {
  readonly version: typeof documentVersion;
  readonly text: string;
  readonly output: Target['output'];
  readonly unit: Unit;
  /** Of each class, by name. */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** Only where the text is not in a language that the model has learnt: its answer is not to be trusted. */
  readonly languageNote?: LanguageNote;
  /** When it was made, ISO 8601. */
  readonly date?: string;
  /** The words or tokens as they stand in the text, in the order of the values. */
  readonly words: readonly string[];
  readonly model: ModelIdentity;
}

/**
 * The JSON document of one class of one text: what the command line prints and the page saves. The schema in
 * docs/explanation.schema.json is made from these types.
 */
export interface ExplanationDocument extends AboutText, ClassExplanations {}

/** The JSON document of all classes of one text, in the order of the model. */
export interface AllClassesDocument extends AboutText {
  readonly classes: readonly [ClassExplanations, ...ClassExplanations[]];
}

/** In the place of a document: a row of a file in which there is nothing to explain. */
export interface UnexplainedRow {
  readonly version: typeof documentVersion;
  /**
   * Its line in the file.
   *
   * @asType integer
   * @minimum 1
   */
  readonly line: number;
  /** Why there is nothing to explain. */
  readonly fault: string;
}

/** What is said of one text. */
export type TextDocument = ExplanationDocument | AllClassesDocument;

/** Every JSON document of explanations. */
export type AnyDocument = ExplanationDocument | AllClassesDocument | UnexplainedRow;

export interface Explained {
  readonly text: string;
  readonly comparison: Pick<Comparison, 'explanations' | 'flips' | 'agreement'>;
  readonly assessment?: Assessment | null;
  /** The model's probabilities for the text, in the order of the classes. */
  readonly probabilities?: readonly number[];
  /** See core/text/language-note. */
  readonly languageNote?: LanguageNote | null;
  /** When it was made, ISO 8601. */
  readonly date?: string;
  readonly consensus?: Consensus | null;
  /** Class names of the model, in the order of its logits. */
  readonly classes: readonly string[];
  readonly model: ModelIdentity;
}

/**
 * @throws RangeError when there is no explanation, or its class has no name
 * @throws TypeError when an explanation lacks what its method gives, or has more
 */
export function explanationDocument({
  text,
  comparison,
  assessment,
  probabilities,
  languageNote,
  date,
  consensus,
  classes,
  model,
}: Explained): ExplanationDocument {
  const { flips = [], agreement } = comparison;
  const explanations = [...comparison.explanations.map(requireStated), ...flips];
  const [explanation] = explanations;
  if (!explanation) throw new RangeError('A document holds at least one explanation.');
  const { target, unit, spans } = explanation;
  const className = classes[target.classIndex];
  if (className === undefined) {
    throw new RangeError(`Class ${target.classIndex} has no name: the model has ${classes.length} classes.`);
  }
  return {
    version: documentVersion,
    text,
    class: className,
    output: target.output,
    unit,
    ...(probabilities && {
      probabilities: Object.fromEntries(classes.map((name, k) => [name, probabilities[k]!])),
    }),
    ...(languageNote && { languageNote }),
    ...(date !== undefined && { date }),
    words: spans.map(({ start, end }) => text.slice(start, end)),
    explanations,
    agreement,
    ...(consensus && { consensus }),
    ...(assessment && { assessment }),
    model,
  };
}

function requireStated(explanation: Explanation): StatedExplanation {
  if (isStated(explanation)) return explanation;
  throw new TypeError(
    `An explanation by ${explanation.method} lacks what its method gives beside the values, or has more.`,
  );
}

function isStated(explanation: Explanation): explanation is StatedExplanation {
  const { method, pairs, mainEffects, sentences } = explanation;
  return givesPairs(method)
    ? pairs !== undefined && (mainEffects === undefined) !== (sentences === undefined)
    : pairs === undefined && mainEffects === undefined && sentences === undefined;
}

/**
 * One document of the explanations of every class of a text.
 *
 * @throws as `explanationDocument` does, and RangeError when there is no class
 */
export function allClassesDocument(all: readonly Explained[]): AllClassesDocument {
  const [first, ...others] = all.map(explanationDocument);
  if (!first) throw new RangeError('A document holds the explanations of at least one class.');
  const { version, text, output, unit, probabilities, languageNote, date, words, model } = first;
  return {
    version,
    text,
    output,
    unit,
    ...(probabilities && { probabilities }),
    ...(languageNote && { languageNote }),
    ...(date !== undefined && { date }),
    words,
    classes: [ofClass(first), ...others.map(ofClass)],
    model,
  };
}

function ofClass(document: ExplanationDocument): ClassExplanations {
  const { class: name, explanations, agreement, consensus, assessment } = document;
  return {
    class: name,
    explanations,
    agreement,
    ...(consensus && { consensus }),
    ...(assessment && { assessment }),
  };
}

/** The document of one class, or of all classes. */
export function documentOf(explained: Explained | readonly Explained[]): TextDocument {
  return 'text' in explained ? explanationDocument(explained) : allClassesDocument(explained);
}

/** What stands in the place of a document of a row in which there is nothing to explain. */
export function unexplainedRow({ line, fault }: Omit<UnexplainedRow, 'version'>): UnexplainedRow {
  return { version: documentVersion, line, fault };
}
