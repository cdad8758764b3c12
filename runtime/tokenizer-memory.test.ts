import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { tokenizerConfig, tokenizerJson } from '../test/albert-tokenizer';
import { createTokenizer } from './tokenizer';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** A tokenizer of a file that nobody else holds. */
function opened() {
  const file = structuredClone(tokenizerJson);
  const vocabulary = (file['model'] as { readonly vocab: object }).vocab;
  return {
    tokenizer: createTokenizer(file, tokenizerConfig),
    file: new WeakRef(file),
    vocabulary: new WeakRef(vocabulary),
  };
}

it('holds nothing of the file that it was made from', async () => {
  const { tokenizer, file, vocabulary } = opened();
  // What a WeakRef was made for lives to the end of the task.
  await new Promise((later) => setTimeout(later));
  collect();
  expect(file.deref()).toBeUndefined();
  expect(vocabulary.deref()).toBeUndefined();
  expect(tokenizer.tokenize('Not bad.').tokens.length).toBeGreaterThan(3);
});
