/** out [count] rows of `bytes` bytes: the rows of `table` at the int32 `indices`. */
export function gatherRows(table: usize, indices: usize, count: i32, bytes: i32, out: usize): void {
  for (let row = 0; row < count; row++) {
    const index = <usize>i32.load(indices + ((<usize>row) << 2));
    memory.copy(out + <usize>row * <usize>bytes, table + index * <usize>bytes, bytes);
  }
}
