import type { LayerNames, ModelConfig } from '../../core/models/model-config';
import { GROUP, type Address, type Arena } from './kernels';
import type { StoredParameters } from './parameters';

/** LayerNorm's scale and bias, [size] floats each. */
export interface Norm {
  readonly scale: Address;
  readonly bias: Address;
}

/** A linear map as the kernel `linear` reads it. */
export interface Linear {
  readonly weights: Address;
  readonly sums: Address;
  readonly scales: Address;
  readonly bias: Address;
  readonly inputs: number;
  readonly outputs: number;
}

export interface Layer {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly dense: Linear;
  readonly attentionNorm: Norm;
  readonly inner: Linear;
  readonly output: Linear;
  readonly outputNorm: Norm;
}

/** Whether the kernels compute all that a model's layers do, and their tiles fit its sizes. */
export function fitsKernels(config: ModelConfig): boolean {
  const { embeddingSize, hiddenSize, intermediateSize, heads, names } = config;
  return (
    names.distances === null &&
    embeddingSize % 4 === 0 &&
    hiddenSize % 8 === 0 &&
    intermediateSize % 8 === 0 &&
    (hiddenSize / heads) % 4 === 0
  );
}

/**
 * Stores the weights of the layers. @returns the layers in the order in which they run; layers that share weights are
 * the same object
 */
export function storeLayers(arena: Arena, config: ModelConfig, parameters: StoredParameters): Layer[] {
  const known = new Map<string, Layer>();
  return config.names.layers.map((names) => {
    const layer = known.get(names.query) ?? storeLayer(arena, parameters, names);
    known.set(names.query, layer);
    return layer;
  });
}

export function storeNorm(arena: Arena, parameters: StoredParameters, name: string): Norm {
  return {
    scale: arena.store(parameters.floats(`${name}.weight`)),
    bias: arena.store(parameters.floats(`${name}.bias`)),
  };
}

function storeLayer(arena: Arena, parameters: StoredParameters, names: LayerNames): Layer {
  const linear = (name: string) => storeLinear(arena, parameters, name);
  const norm = (name: string) => storeNorm(arena, parameters, name);
  return {
    query: linear(names.query),
    key: linear(names.key),
    value: linear(names.value),
    dense: linear(names.dense),
    attentionNorm: norm(names.attentionNorm),
    inner: linear(names.inner),
    output: linear(names.output),
    outputNorm: norm(names.outputNorm),
  };
}

/** Stores columns in blocks of eight, with four rows side by side, so that one instruction's operands lie together. */
function storeLinear(arena: Arena, parameters: StoredParameters, name: string): Linear {
  const { values, scales, inputs, outputs } = parameters.integers(`${name}.weight`);
  const blocks = new Int8Array(values.length);
  const sums = new Float32Array(Math.ceil(inputs / GROUP) * outputs);
  for (let row = 0; row < inputs; row++) {
    for (let column = 0; column < outputs; column++) {
      const value = values[row * outputs + column]!;
      const block = (column >> 3) * inputs * 8 + (row >> 2) * 32;
      blocks[block + (column & 7) * 4 + (row & 3)] = value;
      sums[Math.floor(row / GROUP) * outputs + column]! += value;
    }
  }
  return {
    weights: arena.store(blocks),
    sums: arena.store(sums),
    scales: arena.store(scales),
    bias: arena.store(parameters.floats(`${name}.bias`)),
    inputs,
    outputs,
  };
}
