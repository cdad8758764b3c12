/**
 * "1,204". The browser's own way to group digits reads its tables at the first number, which held the opening page up
 * for 30 to 90 ms on a slow machine.
 * @param value whole
 */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** "1 row", "1,204 rows". */
export function count(value: number, one: string, many: string): string {
  return `${grouped(value)} ${value === 1 ? one : many}`;
}

/** How far something has come: "3 of 12 texts", "0 of 1 text". */
export function ofTotal(done: number, total: number, one: string, many: string): string {
  return `${grouped(done)} of ${count(total, one, many)}`;
}
