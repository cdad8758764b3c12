import type { ModelConfig } from '../models/model-config';
import { floatWeights } from './float-weights';
import { packWeights } from './packed-weights';

/**
 * Parameters as an exported int8 model computes with them: rounded to integers and scales, and widened to float32 again.
 * @param parameters all of a model, or some: none depends on another
 */
export function roundedWeights(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
): Map<string, Float32Array> {
  const packed = packWeights(config, parameters, 'int8', '');
  return new Map([...floatWeights(config, packed)].map(([name, { data }]) => [name, data]));
}
