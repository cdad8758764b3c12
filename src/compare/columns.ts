import { clearSigns } from '../../core/assessment/sign-clarity';
import type { Explanation } from '../../core/attribution/explanation';
import {
  givesValues,
  hasDirection,
  type MethodName,
  type ValueMethodName,
} from '../../core/attribution/methods/all';
import type { Explained, MethodProgress, Question } from '../explain/explanation-run.svelte';
import type { TaskPhase } from '../task/task.svelte';
import { ownAxis, type Axis } from './axis';

/** A method in the matrix, whatever there is of it. */
export interface Column {
  readonly method: ValueMethodName;
  /** waiting: its turn has not come. absent: the run ended before it. stopped: what it has is not whole. */
  readonly phase: 'waiting' | 'running' | 'absent' | 'stopped' | 'done';
  readonly explanation: Explanation | null;
  readonly progress: MethodProgress | null;
}

/**
 * The columns of the matrix, in the order of the methods asked.
 * @param shown what there is to show of the question
 * @param run how the work at the last question stands
 */
export function columnsOf(
  { request }: Pick<Question, 'request'>,
  shown: Pick<Explained, 'explanations' | 'partial'> | null,
  run: { readonly phase: TaskPhase; readonly progress: MethodProgress | null },
): Column[] {
  const isRunning = run.phase === 'running';
  return request.methods
    .map(({ method }): MethodName => method)
    .filter(givesValues)
    .map((method) => {
      const whole = shown?.explanations.find((explanation) => explanation.method === method);
      if (whole) return { method, phase: 'done', explanation: whole, progress: null };
      const explanation = shown?.partial?.method === method ? shown.partial : null;
      const progress = isRunning && run.progress?.method === method ? run.progress : null;
      if (isRunning) return { method, phase: progress ? 'running' : 'waiting', explanation, progress };
      return { method, phase: explanation ? 'stopped' : 'absent', explanation, progress: null };
    });
}

/** A note, and the methods that it is about. */
export interface SharedNote {
  readonly note: string;
  /** null: all of them. */
  readonly methods: readonly ValueMethodName[] | null;
}

/** What the methods have to say, each thing once. */
export function sharedNotes(explanations: readonly Pick<Explanation, 'method' | 'notes'>[]): SharedNote[] {
  const said = new Map<string, ValueMethodName[]>();
  for (const { method, notes } of explanations) {
    for (const note of notes) said.set(note, [...(said.get(note) ?? []), method]);
  }
  return [...said].map(([note, methods]) => ({
    note,
    methods: methods.length === explanations.length && methods.length > 1 ? null : methods,
  }));
}

/** A column with what its cells are drawn by. */
export interface DrawnColumn extends Column {
  readonly axis: Axis;
  /** One a value; null: the method has no directions. */
  readonly clear: readonly boolean[] | null;
}

/** @param axis of all columns whose values have a direction; sizes without one stand on an axis of their own */
export function drawnColumn(column: Column, axis: Axis): DrawnColumn {
  const { explanation } = column;
  const directed = hasDirection(column.method);
  return {
    ...column,
    axis: directed || !explanation ? axis : ownAxis(explanation),
    clear: directed && explanation ? clearSigns(explanation) : null,
  };
}
