import type { ConfigReader } from './config-reader';
import type { ModelConfig } from './model-config';

/** What an architecture says of a model beyond its labels. */
export type Encoder = Omit<ModelConfig, 'modelType' | 'classes' | 'classesStated' | 'problem'>;

/**
 * An architecture: it says how a config.json of its `model_type` describes a model. All architectures are Transformer
 * encoders whose layers normalise after each part. encoder.ts makes their graph.
 */
export interface Architecture {
  /** `model_type` in config.json. */
  readonly modelType: string;
  /** Its name as people write it. */
  readonly title: string;
  /**
   * Sizes and parameter names.
   * @throws Error naming the key when one is missing or impossible
   */
  read(config: ConfigReader): Encoder;
}
