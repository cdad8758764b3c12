import type { TeachSettings } from './plan';
import { stageSettings } from './plan';
import type { LabelledText } from './teach';

/** Labels as the companion reads them: JSON Lines, the classes by their names. */
export function labelLines(labels: readonly LabelledText[], classes: readonly string[]): string {
  return labels.map(({ text, label }) => `${JSON.stringify({ text, label: classes[label] })}\n`).join('');
}

/** Names of the two files of a lesson's labels. */
export const labelFiles = { taught: 'labels-taught.jsonl', heldOut: 'labels-held-out.jsonl' } as const;

/**
 * The companion's command that learns the same: on the same labels, from the same base, on the same runtime, it gives the
 * same weights bit for bit. It trains all weights.
 * @param base folder of the model that was taught
 * @param maxTokens longer texts are cut to so many
 */
export function companionArguments(
  settings: TeachSettings,
  maxTokens: number,
  folders: { readonly base: string; readonly labels: string; readonly out: string },
): string[] {
  const { epochs, learningRate, batchTokens, maxLength } = stageSettings(settings, maxTokens);
  const path = (file: string) => (folders.labels === '' ? file : `${folders.labels}/${file}`);
  return [
    ...['--base', folders.base],
    ...['--train', path(labelFiles.taught), '--validation', path(labelFiles.heldOut)],
    ...['--epochs', String(epochs), '--learning-rate', String(learningRate)],
    ...['--batch-tokens', String(batchTokens), '--max-length', String(maxLength)],
    // Measured once, at the end: what is held out does not choose the weights.
    ...['--seeds', String(settings.seed), '--validate-every', '1000000'],
    ...['--device', 'wasm', '--out', folders.out],
  ];
}
