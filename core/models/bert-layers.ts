import type { LayerNames } from './model-config';

/** Layers by the names that BERT gave them, which RoBERTa and ELECTRA kept. */
export function bertLayers(prefix: string, count: number): LayerNames[] {
  return Array.from({ length: count }, (_, index) => {
    const layer = `${prefix}encoder.layer.${index}`;
    return {
      query: `${layer}.attention.self.query`,
      key: `${layer}.attention.self.key`,
      value: `${layer}.attention.self.value`,
      dense: `${layer}.attention.output.dense`,
      attentionNorm: `${layer}.attention.output.LayerNorm`,
      inner: `${layer}.intermediate.dense`,
      output: `${layer}.output.dense`,
      outputNorm: `${layer}.output.LayerNorm`,
    };
  });
}
