import { serveItems } from '../../cli/serve-items';
import { openModel } from '../../runtime/node/open-model';
import type { PredictorSettings } from './predictors';
import { readTexts } from './read-texts';

await serveItems(async ({ folder, open, reading }: PredictorSettings) => {
  const model = await openModel(folder, open);
  return (texts: readonly string[]) => readTexts(model, texts, reading);
});
