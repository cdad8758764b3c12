import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-common';

/** Rows of token ids, padded to one length. */
export interface TokenBatch {
  /** [rows, length] */
  readonly ids: Int32Array<ArrayBuffer>;
  /** [rows, length]: 1 where a token may be attended to, 0 elsewhere. */
  readonly mask: Uint8Array<ArrayBuffer>;
  readonly rows: number;
  readonly length: number;
}

/** The forward pass of a classifier, from token ids. */
export interface Forward {
  /** [rows, classes] */
  logits(batch: TokenBatch): Promise<Float32Array>;
}

/** The runtime's Tensor class: onnxruntime-web's or onnxruntime-node's. */
export type TensorConstructor = new (
  type: 'float32' | 'int64',
  data: Float32Array | BigInt64Array,
  dims: readonly number[],
) => Tensor;

/** The part of a session that this code uses. */
export type RunnableSession = Pick<InferenceSession, 'run'>;

/** A session over a forward graph (input_ids, attention_mask -> logits; see ModelManifest.files.forward). */
export function sessionForward(Tensor: TensorConstructor, session: RunnableSession): Forward {
  return {
    async logits({ ids, mask, rows, length }) {
      const tensor = (data: ArrayLike<number>) =>
        new Tensor('int64', BigInt64Array.from(data as ArrayLike<number> & Iterable<number>, BigInt), [
          rows,
          length,
        ]);
      return floats(await session.run({ input_ids: tensor(ids), attention_mask: tensor(mask) }), 'logits');
    },
  };
}

/** An output's numbers. @throws Error when the graph has no such output */
export function floats(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const output = outputs[name] as TypedTensor<'float32'> | undefined;
  if (!output) throw new Error(`the graph has no output ${name}: was the model exported by another version?`);
  return output.data;
}
