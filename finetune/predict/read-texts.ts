import {
  predict,
  type Predictions,
  type PredictOptions,
  type Predictor,
} from '../../core/prediction/predict';
import { languageNotes, type LanguageNote } from '../../core/text/language-note';

/** How a command has texts read. Plain data. */
export interface TextReading extends Pick<PredictOptions, 'long' | 'maxTokens' | 'alone'> {
  /** Codes of the languages that the model has learnt: texts in others have a note. None have one where it is absent. */
  readonly languages?: readonly string[];
}

export interface ReadTexts extends Predictions {
  /** Of each text. */
  readonly languageNotes: readonly (LanguageNote | null)[];
}

/** Classifies some hundred texts, and notes which are in a language that the model has not learnt. @throws as `predict` */
export async function readTexts(
  model: Predictor,
  texts: readonly string[],
  { languages = [], ...options }: TextReading,
  signal?: AbortSignal,
): Promise<ReadTexts> {
  const predictions = await predict(model, texts, { ...options, ...(signal && { signal }) });
  return { ...predictions, languageNotes: await languageNotes(texts, model.tokenizer, languages) };
}
