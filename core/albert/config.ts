/** The parts of a Hugging Face ALBERT config.json that shape the graph. */
export interface AlbertConfig {
  readonly vocabularySize: number;
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly groups: number;
  /** Layers inside each group, run one after the other. */
  readonly innerLayers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly activation: Activation;
  readonly maxPositions: number;
  readonly tokenTypes: number;
  readonly layerNormEpsilon: number;
  readonly initializerRange: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  readonly classifierDropout: number;
  /** Class names in the order of the logits. */
  readonly classes: readonly string[];
}

export type Activation = 'gelu' | 'gelu_new' | 'relu';

const activations: readonly Activation[] = ['gelu', 'gelu_new', 'relu'];

/**
 * Reads a parsed config.json.
 * @throws Error naming the key when it is no ALBERT, an activation is unknown, or a size is missing or impossible
 */
export function parseAlbertConfig(json: unknown): AlbertConfig {
  if (typeof json !== 'object' || json === null) throw new Error('config.json: not a JSON object');
  const config = json as Readonly<Record<string, unknown>>;
  const architecture = config['model_type'];
  if (architecture !== 'albert') {
    throw new Error(`config.json: model_type is ${JSON.stringify(architecture)}; only "albert" is supported`);
  }
  const activation = config['hidden_act'] ?? 'gelu_new';
  if (!activations.includes(activation as Activation)) {
    throw new Error(
      `config.json: hidden_act ${JSON.stringify(activation)} is not one of ${activations.join(', ')}`,
    );
  }
  const count = (key: string, fallback?: number) => readCount(config, key, fallback);
  const rate = (key: string, fallback: number) =>
    readNumber(config, key, fallback, (value) => value >= 0 && value < 1);
  const parsed: AlbertConfig = {
    vocabularySize: count('vocab_size'),
    embeddingSize: count('embedding_size'),
    hiddenSize: count('hidden_size'),
    layers: count('num_hidden_layers'),
    groups: count('num_hidden_groups', 1),
    innerLayers: count('inner_group_num', 1),
    heads: count('num_attention_heads'),
    intermediateSize: count('intermediate_size'),
    activation: activation as Activation,
    maxPositions: count('max_position_embeddings'),
    tokenTypes: count('type_vocab_size', 2),
    layerNormEpsilon: readNumber(config, 'layer_norm_eps', 1e-12, (value) => value > 0),
    initializerRange: readNumber(config, 'initializer_range', 0.02, (value) => value > 0),
    hiddenDropout: rate('hidden_dropout_prob', 0),
    attentionDropout: rate('attention_probs_dropout_prob', 0),
    classifierDropout: rate('classifier_dropout_prob', 0.1),
    classes: readClasses(config),
  };
  if (parsed.hiddenSize % parsed.heads !== 0) {
    throw new Error(
      `config.json: hidden_size ${parsed.hiddenSize} is no multiple of num_attention_heads ${parsed.heads}`,
    );
  }
  if (parsed.groups > parsed.layers) {
    throw new Error(
      `config.json: num_hidden_groups ${parsed.groups} exceeds num_hidden_layers ${parsed.layers}`,
    );
  }
  return parsed;
}

/** The group whose weights layer `layer` uses; as in transformers, also where groups do not divide the layers. */
export function groupOfLayer(config: AlbertConfig, layer: number): number {
  return Math.floor(layer / (config.layers / config.groups));
}

function readCount(config: Readonly<Record<string, unknown>>, key: string, fallback?: number): number {
  return readNumber(config, key, fallback, (value) => Number.isInteger(value) && value > 0);
}

function readNumber(
  config: Readonly<Record<string, unknown>>,
  key: string,
  fallback: number | undefined,
  valid: (value: number) => boolean,
): number {
  const value = config[key] ?? fallback;
  if (value === undefined) throw new Error(`config.json: ${key} is missing`);
  if (typeof value !== 'number' || !valid(value)) {
    throw new Error(`config.json: ${key} cannot be ${JSON.stringify(value)}`);
  }
  return value;
}

function readClasses(config: Readonly<Record<string, unknown>>): string[] {
  const labels = config['id2label'];
  if (typeof labels !== 'object' || labels === null) {
    const count = readCount(config, 'num_labels', 2);
    return Array.from({ length: count }, (_, index) => `LABEL_${index}`);
  }
  const names = labels as Readonly<Record<string, unknown>>;
  return Object.keys(names)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => String(names[key]));
}
