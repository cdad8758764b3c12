import { readTextRows } from '../finetune/data/read-rows';

/** The texts of a file, each once, in its order. */
export async function distinctTexts(file: string): Promise<string[]> {
  const found = new Set<string>();
  for await (const { text } of readTextRows(file)) found.add(text);
  return [...found];
}
