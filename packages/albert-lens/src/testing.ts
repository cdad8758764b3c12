import { fromFunction } from '../../../runtime/from-function';
import type { TextModel } from './text-model';

/** Says how positive a text is by counting words: what each word is worth is known exactly. */
export function countingModel(told: string[] = []): TextModel {
  return fromFunction({
    classes: ['negative', 'positive'],
    predict: (texts) => {
      told.push(...texts);
      const answers = texts.map((text) => {
        const count = (word: string) => text.split(/\W+/).filter((other) => other === word).length;
        const p = Math.min(0.5 + 0.2 * count('good') - 0.3 * count('bad'), 1);
        return [1 - p, p];
      });
      return Promise.resolve(answers);
    },
  });
}
