import { Analysis } from '../core/analysis/analysis';
import { compare } from '../core/assessment/compare';
import { ranking } from '../core/assessment/agreement';
import { faithfulness, faithfulnessRanking, meanFaithfulness } from '../core/assessment/faithfulness';
import { normalisedAopc } from '../core/assessment/normalised-aopc';
import { needsGradients } from '../core/attribution/explain';
import { memoize } from '../core/attribution/games/memory';
import { targetValue } from '../core/attribution/games/game';
import { methods, valueMethodNames, type ValueMethodName } from '../core/attribution/methods/all';
import { readText, wholeGame } from '../core/attribution/readings';
import type { Subject } from '../core/attribution/subject';
import type { DifferentiableClassifier } from '../core/model/classifier';
import { Random } from '../core/math/random';
import type { Tokenizer } from '../core/text/types';
import type { PeerProcess } from './peer-process';
import { timedModel } from './timed-model';

/** The values beside pairs are Shapley values, which other methods give too. */
const ourMethods = valueMethodNames.filter((name) => methods[name].gives !== 'pairs');
const randomControl = 'random order';
const randomOrders = 10;

/** How faithful one explanation of one text is, and what it cost. */
export interface MethodFaithfulness {
  readonly comprehensiveness: number;
  readonly sufficiency: number;
  /** Between the worst (0) and the best (1) order of the words; null where all orders are equal. */
  readonly normalisedComprehensiveness: number | null;
  readonly normalisedSufficiency: number | null;
  /** Rows that the model evaluated, forward and with a gradient. */
  readonly evaluations: number;
  readonly gradients: number;
  /** Of the processor: the method's own arithmetic, and its rows at what a row of this text takes. */
  readonly seconds: number;
}

export interface TextFaithfulness {
  readonly words: number;
  /** Whether the limits behind the normalised numbers are those of all orders. */
  readonly exact: boolean;
  readonly methods: Readonly<Record<string, MethodFaithfulness>>;
}

interface Explained {
  readonly values: ArrayLike<number>;
  readonly evaluations: number;
  readonly gradients: number;
  /** Of the processor, without the model's. */
  readonly arithmetic: number;
}

export interface Sides {
  readonly classifier: DifferentiableClassifier;
  readonly tokenizer: Tokenizer;
  readonly background: readonly string[];
  /** A process of bench/peers/faithfulness.py, and what it can do; null: ours alone. */
  readonly peer: { readonly process: PeerProcess; readonly tasks: readonly string[] } | null;
}

/**
 * Explains one text by every method, ours and the peers', and measures all by the same yardstick: the probability of the
 * predicted class while words are replaced by [MASK], in the order of the values with their signs.
 */
export async function faithfulnessOf(
  { classifier, tokenizer, background, peer }: Sides,
  text: string,
  signal: AbortSignal,
  onProgress: (method: string) => void,
): Promise<TextFaithfulness> {
  const model = timedModel(classifier);
  const subject = await new Analysis(model, tokenizer, background).subject(
    { text, longText: 'truncate', classIndex: null, output: 'probability' },
    signal,
  );
  const readings = readText(model, subject, { unit: 'word', longText: 'truncate' });
  const words = readings.features.length;
  const explained = new Map<string, Explained>();
  for (const method of ourMethods) {
    onProgress(method);
    explained.set(method, await byOurs(method, model, subject, readings, signal));
  }
  const game = memoize(wholeGame(readings, 'mask', subject.target));
  for (const task of peer?.tasks ?? []) {
    onProgress(task);
    explained.set(task, await byPeer(task, peer!.process, model, tokenizer, subject, game, signal));
  }
  onProgress('faithfulness');
  const random = new Random(0);
  const shuffled = Array.from({ length: randomOrders }, () =>
    random.shuffle(ranking(new Float64Array(words), 'signed')),
  );
  const names = [...explained.keys()];
  const orders = [...names.map((name) => faithfulnessRanking(explained.get(name)!.values)), ...shuffled];
  const curves = await faithfulness(game, orders, signal);
  const bounded = await normalisedAopc(game, orders, {}, signal);
  const { forwardRows, forwardSeconds, gradientRows, gradientSeconds } = model.spent;
  const [forward, gradient] = [forwardSeconds / forwardRows, gradientSeconds / gradientRows];
  const methods: Record<string, MethodFaithfulness> = {};
  for (const [i, name] of names.entries()) {
    const { evaluations, gradients, arithmetic } = explained.get(name)!;
    methods[name] = {
      comprehensiveness: curves[i]!.comprehensivenessAopc,
      sufficiency: curves[i]!.sufficiencyAopc,
      normalisedComprehensiveness: bounded[i]!.comprehensiveness.normalised,
      normalisedSufficiency: bounded[i]!.sufficiency.normalised,
      evaluations,
      gradients,
      seconds: arithmetic + evaluations * forward + gradients * gradient,
    };
  }
  const ofRandom = bounded.slice(names.length);
  const control = meanFaithfulness(curves.slice(names.length));
  methods[randomControl] = {
    comprehensiveness: control.comprehensivenessAopc,
    sufficiency: control.sufficiencyAopc,
    normalisedComprehensiveness: mean(ofRandom.map(({ comprehensiveness }) => comprehensiveness.normalised)),
    normalisedSufficiency: mean(ofRandom.map(({ sufficiency }) => sufficiency.normalised)),
    evaluations: 0,
    gradients: 0,
    seconds: 0,
  };
  return { words, exact: bounded[0]!.exact, methods };
}

/** By one of our methods as the command line runs it; rows that another method has evaluated count all the same. */
async function byOurs(
  method: ValueMethodName,
  model: ReturnType<typeof timedModel>,
  subject: Subject,
  readings: ReturnType<typeof readText>,
  signal: AbortSignal,
): Promise<Explained> {
  const before = { ...model.spent };
  const started = process.cpuUsage();
  const { explanations } = await compare(
    model,
    subject,
    [{ method }],
    { longText: 'truncate' },
    { signal },
    readings,
  );
  const { user, system } = process.cpuUsage(started);
  const byModel =
    model.spent.forwardSeconds -
    before.forwardSeconds +
    (model.spent.gradientSeconds - before.gradientSeconds);
  const { values, evaluations } = explanations[0]!;
  const asksGradients = needsGradients(method);
  return {
    values,
    evaluations: asksGradients ? 0 : evaluations,
    gradients: asksGradients ? evaluations : 0,
    arithmetic: Math.max(0, (user + system) / 1e6 - byModel),
  };
}

type Question =
  // Coalitions of words, a 1 for each that is present.
  | readonly string[]
  | { readonly texts: readonly string[] }
  | { readonly embeddings: string; readonly rows: number }
  | { readonly embed: readonly number[] };

async function byPeer(
  task: string,
  peer: PeerProcess,
  model: DifferentiableClassifier,
  tokenizer: Tokenizer,
  { tokenized, target }: Subject,
  game: ReturnType<typeof memoize>,
  signal: AbortSignal,
): Promise<Explained> {
  const { text } = tokenized;
  let [evaluations, gradients] = [0, 0];
  const answer = async (asked: unknown): Promise<unknown> => {
    const question = asked as Question;
    if (isList(question)) {
      evaluations += question.length;
      return [...(await game.values(question.map((bits) => Uint8Array.from(bits, Number))))];
    }
    if ('texts' in question) {
      evaluations += question.texts.length;
      const rows = question.texts.map((one) => ({
        ids: tokenizer.tokenize(one).tokens.map(({ id }) => id),
      }));
      const logits = await model.logits(rows, signal);
      return logits.map((row) => targetValue(row, target, model.activation));
    }
    if ('embed' in question) return packed([model.embed(question.embed)]);
    gradients += question.rows;
    const all = new Float32Array(Uint8Array.from(Buffer.from(question.embeddings, 'base64')).buffer);
    const size = all.length / question.rows;
    const rows = Array.from({ length: question.rows }, (_, i) => ({
      embeddings: all.slice(i * size, (i + 1) * size),
    }));
    const found = await model.gradients(rows, target, signal);
    return {
      outputs: found.map(({ output }) => output),
      gradients: packed(found.map(({ gradient }) => gradient)),
    };
  };
  const request = {
    task,
    text,
    words: tokenized.words.map(({ start, end }) => [characters(text, start), characters(text, end)]),
    tokens: tokenized.words.map(({ tokens }) => tokens),
    ids: tokenized.tokens.map(({ id }) => id),
    special: tokenized.tokens.map(({ special }) => special),
  };
  const found = (await peer.ask(request, answer)) as {
    readonly values: number[];
    readonly seconds: number;
  };
  return { values: found.values, evaluations, gradients, arithmetic: found.seconds };
}

function isList(question: Question): question is readonly string[] {
  return Array.isArray(question);
}

/** Characters, as Python counts them, before a place in UTF-16. */
function characters(text: string, end: number): number {
  return [...text.slice(0, end)].length;
}

function packed(rows: readonly Float32Array[]): string {
  return Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength))).toString(
    'base64',
  );
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}
