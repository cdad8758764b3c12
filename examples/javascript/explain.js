// node explain.js [model folder] [text]: what each word adds to the class that the model predicts.
import { classify, explain, openModel } from 'albert-lens';
import { folder } from 'albert-lens/node';

const [path = '../../models/sentiment', text = 'I love this phone, but the battery life is short.'] =
  process.argv.slice(2);

const model = await openModel(folder(path));
const { probabilities } = await classify(model, text);
const { target, values, spans, standardErrors, evaluations } = await explain(model, text);

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const points = (share) => (100 * share).toFixed(1).padStart(6);

console.log(`${model.classifier.classes[target.classIndex]}, ${percent(probabilities[target.classIndex])}`);
values.forEach((value, word) => {
  const { start, end } = spans[word];
  const error = standardErrors ? ` ± ${(100 * standardErrors[word]).toFixed(1)}` : '';
  console.log(`${points(value)}${error}  ${text.slice(start, end)}`);
});
console.log(`${evaluations} evaluations`);
await model.close();
