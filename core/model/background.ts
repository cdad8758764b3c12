import { fields, list, text } from './fields';
import { readModelFile } from './model-file';

const backgroundSchema = fields({ texts: list(text(10_000), 1, 1000) });

/** Neutral texts, the baseline distribution of Gradient SHAP, out of a parsed background.json. @throws ModelFileError */
export function readBackground(json: unknown, file: string): readonly string[] {
  return readModelFile(backgroundSchema, json, file).texts;
}
