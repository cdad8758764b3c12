import type { Target } from '../../core/model/classifier';
import { fixed, signed } from '../shared/format';

/** How values of a target are written: percentage points of a probability, or a logit as it is. */
export interface Unit {
  /** "points" */
  readonly name: string;
  /** A value in the unit. */
  of(value: number): number;
  /** "+42.1", "\u22120.3": what moves the output. */
  change(value: number, digits?: number): string;
  /** "0.5": a size or an error, without the unit's name. */
  size(value: number, digits?: number): string;
  /** "69.2 %", "1.35": the output itself. */
  level(value: number): string;
}

const points: Unit = {
  name: 'points',
  of: (value) => 100 * value,
  change: (value, digits = 1) => signed(100 * value, digits),
  size: (value, digits = 1) => fixed(100 * Math.abs(value), digits),
  level: (value) => `${fixed(100 * value, 1)} %`,
};

const logits: Unit = {
  name: 'of the logit',
  of: (value) => value,
  change: (value, digits = 2) => signed(value, digits),
  size: (value, digits = 2) => fixed(Math.abs(value), digits),
  level: (value) => fixed(value, 2),
};

export function unitOf(output: Target['output']): Unit {
  return output === 'probability' ? points : logits;
}
