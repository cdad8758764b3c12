import { serveItems } from '../../cli/serve-items';
import { predict } from '../../core/prediction/predict';
import { openModel } from '../../runtime/node/open-model';
import type { PredictorSettings } from './predictors';

await serveItems(async ({ folder, open, reading }: PredictorSettings) => {
  const model = await openModel(folder, open);
  return (texts: readonly string[]) => predict(model, texts, reading);
});
