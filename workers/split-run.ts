import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-common';
import type { RunnableSession, TensorConstructor } from '../runtime/forward';
import { isMemoryRefused, MemoryRefused } from './memory-refused';

type Feeds = InferenceSession.FeedsType;
type Outputs = InferenceSession.OnnxValueMapType;

/**
 * A session that runs a batch in halves where memory for the whole is refused, and remembers how many rows went well.
 * Inputs and outputs all have one entry a row along their first axis, as those of our graphs have.
 *
 * @throws MemoryRefused, from `run`, when there is not enough for a single row
 */
export function splitting(session: RunnableSession, TensorClass: TensorConstructor): RunnableSession {
  let most = Infinity;
  const run = async (feeds: Feeds): Promise<Outputs> => {
    const rows = rowsOf(feeds);
    if (rows <= most) {
      try {
        return await session.run(feeds);
      } catch (error) {
        if (!isMemoryRefused(error)) throw error;
        if (rows <= 1) throw new MemoryRefused(error);
        most = Math.ceil(rows / 2);
      }
    }
    const middle = Math.min(most, Math.ceil(rows / 2));
    const first = await run(part(feeds, 0, middle));
    const second = await run(part(feeds, middle, rows));
    return joined(first, second);
  };
  const part = (feeds: Feeds, start: number, end: number): Feeds =>
    Object.fromEntries(
      Object.entries(feeds).map(([name, value]) => [name, slice(value as NumberTensor, start, end)]),
    );
  const slice = (tensor: NumberTensor, start: number, end: number) => {
    const [rows, ...rest] = tensor.dims as [number, ...number[]];
    const width = tensor.data.length / rows;
    return new TensorClass(tensor.type, tensor.data.slice(start * width, end * width), [
      end - start,
      ...rest,
    ]);
  };
  const joined = (first: Outputs, second: Outputs): Outputs =>
    Object.fromEntries(
      Object.entries(first).map(([name, value]) => {
        const [a, b] = [value as TypedTensor<'float32'>, second[name] as TypedTensor<'float32'>];
        const data = new Float32Array(a.data.length + b.data.length);
        data.set(a.data);
        data.set(b.data, a.data.length);
        return [name, new TensorClass('float32', data, [a.dims[0]! + b.dims[0]!, ...a.dims.slice(1)])];
      }),
    );
  return { run };
}

type NumberTensor = TypedTensor<'float32'> | TypedTensor<'int64'>;

function rowsOf(feeds: Feeds): number {
  const [first] = Object.values<Tensor>(feeds);
  return first?.dims[0] ?? 0;
}
