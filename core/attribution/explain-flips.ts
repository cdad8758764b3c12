import { removalOf, stated } from './explain';
import type { ExplainControl, FlipExplanation } from './explanation';
import { targetGame } from './games/game';
import { methods, type FlipMethodName, type MethodSettings } from './methods/all';
import { wholeLogits, type Readings } from './readings';
import { Run } from './run';
import { resolve } from './settings/fields';
import type { Subject } from './subject';

/**
 * Explains readings, which other methods may share, by the fewest words that turn the label of the text, or keep it. Several
 * windows are searched as one text: a coalition of its words costs a row in each window that has not evaluated it.
 *
 * @throws as `explain` does
 */
export async function flipsOfReadings<M extends FlipMethodName>(
  name: M,
  { tokenized, target }: Subject,
  readings: Readings,
  settings: MethodSettings[M],
  control: ExplainControl,
): Promise<FlipExplanation> {
  const started = performance.now();
  const method = methods[name];
  if (method.asks !== 'coalitions') throw new TypeError(`${name} asks about no coalitions.`);
  const { features } = readings;
  const resolved = resolve(method.fields, settings, {
    features: features.length,
    output: target.output,
  });
  const run = new Run(control);
  const logits = wholeLogits(readings, removalOf(settings), run);
  const game = targetGame(logits, target);
  const { notes, ...found } = await method.explain(
    { text: tokenized.text, features, game, logits, target },
    resolved,
    run,
  );
  return {
    method: name,
    target,
    unit: settings.unit,
    spans: features.map(({ start, end }) => ({ start, end })),
    ...found,
    evaluations: run.done,
    seconds: (performance.now() - started) / 1000,
    settings: stated(resolved),
    notes: [...readings.notes, ...notes],
  };
}
