import { serveItems } from '../cli/serve-items';
import { Analysis } from '../core/analysis/analysis';
import { openModel } from '../runtime/node/open-model';
import { readBackground } from './background';
import { explainText } from './explain-text';
import type { ExplainerSettings } from './explainers';

const never = new AbortController().signal;

await serveItems(async ({ folder, open, settings }: ExplainerSettings) => {
  const model = await openModel(folder, open);
  const analysis = new Analysis(model.classifier, model.tokenizer, await readBackground(folder, model));
  const { tokenizer, manifest } = model;
  const explaining = { analysis, tokenizer, languages: manifest?.languages ?? [] };
  // The thread is ended where its work is no longer wanted.
  return (text: string) => explainText(explaining, text, settings, never, () => undefined);
});
