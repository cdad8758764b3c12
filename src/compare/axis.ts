import type { Explanation } from '../../core/attribution/explanation';
import { hasDirection } from '../../core/attribution/methods/all';

type Drawn = Pick<Explanation, 'values' | 'standardErrors'>;

/** From where to where bars are drawn, in units of the target; 0 lies on it. */
export class Axis {
  constructor(
    readonly least: number,
    readonly most: number,
  ) {}

  /** A value's place, in per cent of the axis. */
  at(value: number): number {
    return (100 * (value - this.least)) / (this.most - this.least || 1);
  }
}

/** The one axis of all values that have a direction, errors included: their bars can be held against each other. */
export function sharedAxis(explanations: readonly (Drawn & Pick<Explanation, 'method'>)[]): Axis {
  return axisOver(explanations.filter(({ method }) => hasDirection(method)));
}

/** The axis of one explanation alone: of one whose values are sizes without a direction. */
export function ownAxis(explanation: Drawn): Axis {
  return axisOver([explanation]);
}

function axisOver(explanations: readonly Drawn[]): Axis {
  let [least, most] = [0, 0];
  for (const { values, standardErrors } of explanations) {
    values.forEach((value, i) => {
      const error = standardErrors?.[i] ?? 0;
      least = Math.min(least, value - error);
      most = Math.max(most, value + error);
    });
  }
  return new Axis(least, most);
}
