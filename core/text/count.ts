/** "1 row", "1,204 rows". */
export function count(value: number, one: string, many: string): string {
  return `${value.toLocaleString('en')} ${value === 1 ? one : many}`;
}

/** How far something has come: "3 of 12 texts", "0 of 1 text". */
export function ofTotal(done: number, total: number, one: string, many: string): string {
  return `${done.toLocaleString('en')} of ${count(total, one, many)}`;
}
