import type { Explanation } from '../attribution/explanation';
import type { ModelManifest } from '../model/manifest';
import type { Classification } from './requests';

/**
 * Texts to start from, each with the question that it answers: contrast, negation, irony, neutral words, emoji, length.
 * The first stands on the page from the start.
 */
export const examples: readonly { readonly label: string; readonly text: string }[] = [
  { label: 'What does “but” do?', text: 'I absolutely love this phone, but the battery life is short.' },
  { label: 'Is “not bad” good?', text: "The plot wasn't bad at all, and I never once looked at my watch." },
  { label: 'Does it get irony?', text: 'Great, another update that deletes my photos. Just what I needed.' },
  { label: 'What is neutral?', text: 'The train to Lisbon leaves at nine from platform four.' },
  { label: 'What does an emoji do?', text: 'Two hours in the queue for cold soup 🙃 thanks @canteen #lunch' },
  {
    label: 'What sinks a review?',
    text:
      'We stayed three nights in March. The room was small but spotless, and the people at the desk could not have been ' +
      'kinder when our luggage went missing. Breakfast was forgettable: lukewarm coffee, stale rolls, the same fruit ' +
      'every morning. Still, the view over the harbour at sunrise made up for all of it.',
  },
];

/** What a model makes of an example, as its export found it. */
export interface StoredExample {
  readonly text: string;
  readonly classification: Classification;
  /** Of the class that it predicts. */
  readonly explanation: Explanation;
}

/** examples.json of a model's folder: written by the export, built into the page, shown before the model has come. */
export interface StoredExamples {
  readonly format: 1;
  /** Of the model that made them (see its manifest). */
  readonly version: string;
  readonly classes: readonly string[];
  /** As the manifest states them; null where it states none. */
  readonly sets: NonNullable<ModelManifest['conformalSets']> | null;
  /** When they were made, ISO 8601. */
  readonly date: string;
  readonly examples: readonly StoredExample[];
}
