/** A file by the end of its name, and what to say of it where no model came. */
interface OtherKind {
  readonly name: RegExp;
  readonly say: (name: string) => string;
}

const adapter = 'adapter_config.json';

/** Only an adapter, which changes a model and is none. */
const mergeIt =
  'is an adapter (LoRA), which changes a model and is none itself. With peft installed, this writes the whole model: ' +
  'AutoPeftModelForSequenceClassification.from_pretrained(ADAPTER).merge_and_unload().save_pretrained(FOLDER).';

const otherKinds: readonly OtherKind[] = [
  {
    name: /(?:^|\/)adapter_(?:config\.json|model\.(?:safetensors|bin))$/,
    say: () => `What was brought ${mergeIt}`,
  },
  {
    name: /\.(?:gguf|ggml)$/i,
    say: (name) =>
      `${name} is of the kind that llama.cpp runs, a model that writes texts. This page runs classifiers: a folder with config.json, tokenizer.json and model.safetensors, or an ONNX file in place of the last.`,
  },
  {
    name: /\.(?:rar|7z|tar|tgz|gz|bz2|xz|zst)$/i,
    say: (name) =>
      `${name} is an archive that this page does not unpack: unpack it, and bring the folder that comes of it.`,
  },
  {
    name: /(?:^|\/)(?:model[^/]*\.safetensors|tokenizer[^/]*\.json|[^/]*\.onnx|pytorch_model[^/]*\.bin|vocab\.txt)$/i,
    say: (name) =>
      `${name} is a part of a model, and there is no config.json with it: bring the whole folder.`,
  },
  {
    name: /\.(?:csv|tsv|jsonl|ndjson|xlsx|parquet|txt)$/i,
    say: (name) => `${name} is no model. The view “File” reads texts in such files.`,
  },
];

/** Why no model is in what was brought, a sentence or two for a reader. @param paths of the files that came */
export function notAModel(paths: readonly string[]): string {
  if (paths.length === 0) return 'Nothing came: the folder is empty.';
  for (const { name, say } of otherKinds) {
    const path = paths.find((each) => name.test(each));
    if (path !== undefined) return say(path);
  }
  return 'There is no model in what was brought: it holds no config.json (a folder in the Hugging Face form) and no manifest.json (an exported model).';
}

/** What to say of a folder with a config.json and no weights that this page reads; null where nothing tells. */
export function otherWeights(name: string, files: { has(path: string): boolean }): string | null {
  return files.has(adapter) ? `${name} ${mergeIt}` : null;
}
