import { count } from '../shared/format';

/** Steps from which on a run changes a model: in fewer the learning rate only rises and falls. */
const steadySteps = 10;

/** "3 steps": in how many a model was taught, and what that means where they are few. */
export function stepsInWords(steps: number): { readonly steps: string; readonly advice: string } {
  return {
    steps: count(steps, 'step', 'steps'),
    advice:
      steps < steadySteps
        ? 'So few steps hardly change a model: teach it with more labels, or in more passes.'
        : '',
  };
}
