import type { Budget, BudgetContext } from './budget';

/** What every setting of a method says of itself. Checks, command line, forms and docs derive from it. */
interface Described {
  /** Its name in a form. */
  readonly label: string;
  /** What it does, in one line. */
  readonly help: string;
  /** Whether forms put it under "Advanced". */
  readonly advanced?: boolean;
  /**
   * Its name among the settings of all methods; its own name when absent. It is needed if another method has a
   * different setting of the same name. Settings with the same key share one option and one form field.
   */
  readonly key?: string;
  /** The key of another setting. If only that one is given, this one takes its number. */
  readonly follows?: string;
}

export interface NumberField extends Described {
  readonly kind: 'number';
  readonly whole: boolean;
  readonly default: number;
  /** Smallest and largest number that are accepted, both included. */
  readonly least: number;
  readonly most: number;
  /** What it counts, or is measured in. */
  readonly unit?: string;
  /** A narrower range that forms offer, so that a slip of the keyboard does not start hours of work. */
  readonly offered?: readonly [least: number, most: number];
}

/**
 * A number that follows from the budget, the number of features and the output, if the user gives none. Left open, it
 * is null.
 */
export interface AutomaticField extends Described {
  readonly kind: 'automatic';
  readonly whole: boolean;
  readonly default: null;
  readonly least: number;
  readonly most: number;
  readonly unit?: string;
  readonly offered?: readonly [least: number, most: number];
  readonly automatic: {
    readonly of: (context: BudgetContext) => number;
    /** The same in words, M being the number of features. */
    readonly text: string;
  };
}

export interface ChoiceField<T extends string> extends Described {
  readonly kind: 'choice';
  readonly default: T;
  /** The values, the default among them, and what a form calls each. */
  readonly choices: Readonly<Record<T, string>>;
}

export type Field = NumberField | AutomaticField | ChoiceField<string>;
export type Fields = Readonly<Record<string, Field>>;

export type ValueOf<F> =
  F extends ChoiceField<infer T> ? T : F extends AutomaticField ? number | null : number;

/** The settings that fields describe. */
export type SettingsOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Settings in which nothing is left open. */
export type Resolved<S> = { readonly [K in keyof S]: NonNullable<S[K]> };

type NumberText = Omit<NumberField, 'kind' | 'whole' | 'least' | 'most'> &
  Partial<Pick<NumberField, 'least' | 'most'>>;

/** A whole number from 0 on, unless the field says otherwise. */
export function whole<const F extends NumberText>(field: F): F & NumberField {
  return { least: 0, most: Number.MAX_SAFE_INTEGER, ...field, kind: 'number', whole: true };
}

/** A number from 0 on, unless the field says otherwise. */
export function real<const F extends NumberText>(field: F): F & NumberField {
  return { least: 0, most: Infinity, ...field, kind: 'number', whole: false };
}

type AutomaticText = Omit<AutomaticField, 'kind' | 'whole' | 'default' | 'most'>;

/** A whole number that is worked out where it is not given. */
export function automatic<const F extends AutomaticText>(field: F): F & AutomaticField {
  return { ...field, kind: 'automatic', whole: true, default: null, most: Number.MAX_SAFE_INTEGER };
}

/** A number that is worked out where it is not given. */
export function automaticReal<const F extends AutomaticText>(field: F): F & AutomaticField {
  return { ...field, kind: 'automatic', whole: false, default: null, most: Infinity };
}

/** One of some names. */
export function choice<T extends string>(
  field: Described & { readonly default: NoInfer<T>; readonly choices: Readonly<Record<T, string>> },
): ChoiceField<T> {
  return { ...field, kind: 'choice' };
}

/** What a field accepts, in words that follow "is". Null if the value is acceptable. */
export function problemOf(field: Field, value: unknown): string | null {
  if (field.kind === 'choice') {
    const names = Object.keys(field.choices);
    return names.includes(value as string) ? null : `one of ${names.join(', ')}`;
  }
  if (field.kind === 'automatic' && value === null) return null;
  const { whole: isWhole, least, most } = field;
  const isWithin = typeof value === 'number' && value >= least && value <= most;
  if (isWithin && (!isWhole || Number.isInteger(value))) return null;
  const upTo = most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : '';
  return `${isWhole ? 'a whole number' : 'a number'} from ${least}${upTo}`;
}

/** Fills in the numbers that the user did not give. */
export function resolve<S extends object>(
  fields: Fields,
  settings: S,
  { features, output }: Omit<BudgetContext, 'budget'>,
): Resolved<S> {
  const { budget = 'normal' } = settings as { readonly budget?: Budget };
  const filled = Object.entries(settings as Readonly<Record<string, unknown>>).map(([name, value]) => {
    const field = fields[name];
    return [
      name,
      value === null && field?.kind === 'automatic'
        ? field.automatic.of({ budget, features, output })
        : value,
    ] as const;
  });
  return Object.fromEntries(filled) as Resolved<S>;
}
