import type { SchemaTree } from 'hyparquet';

/** Reads a value of a column as JSON has it. */
export type ReadValue = (value: unknown) => unknown;

/** A time as the reader of Parquet gives it. */
type Counted = number | bigint | Date;

/** Milliseconds of a day. */
const DAY = 86_400_000;
/** Parts of a second that times of day are counted in. */
const partsOfSecond = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 } as const;

/**
 * Reads what the format has as times and the reader of Parquet does not: times of day, as 08:30:00 or 08:30:00.25, and days that
 * only their logical type tells of come as whole numbers; times of no zone as if they were of UTC. Within lists and structures too.
 */
export function timesOf({ element, children }: SchemaTree): ReadValue {
  if (children.length === 0) {
    const read = timeOf(element);
    return read === null ? (value) => value : (value) => each(value, read);
  }
  const fields = new Map(children.map((child) => [child.element.name, timesOf(child)]));
  // A list has its element below a group of its own, and a map its keys and values.
  const item = children[0]?.children[0] ? timesOf(children[0].children[0]) : null;
  return (value) => {
    if (Array.isArray(value)) return item ? value.map((one: unknown) => item(one)) : (value as unknown);
    if (Object.prototype.toString.call(value) !== '[object Object]') return value;
    const entries = Object.entries(value as Readonly<Record<string, unknown>>);
    return Object.fromEntries(entries.map(([name, field]) => [name, fields.get(name)?.(field) ?? field]));
  };
}

function timeOf({ type, converted_type: converted, logical_type: logical }: SchemaTree['element']) {
  if (logical?.type === 'TIME') return timeOfDay(partsOfSecond[logical.unit]);
  if (converted === 'TIME_MILLIS') return timeOfDay(partsOfSecond.MILLIS);
  if (converted === 'TIME_MICROS') return timeOfDay(partsOfSecond.MICROS);
  if (logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC) return withoutZone;
  const isDay = logical?.type === 'DATE' && converted === undefined && type === 'INT32';
  return isDay ? (days: Counted) => new Date(Number(days) * DAY).toISOString().slice(0, 10) : null;
}

/** 2025-12-31T08:30:00 or 2025-12-31T08:30:00.250 */
function withoutZone(time: Counted): Counted | string {
  if (!(time instanceof Date) || Number.isNaN(time.getTime())) return time;
  return time.toISOString().replace(/(?:\.000)?Z$/, '');
}

/** @param parts of a second, in which it is counted since midnight */
function timeOfDay(parts: number) {
  return (count: Counted): string => {
    // Of a day there are fewer nanoseconds than a number counts exactly.
    const all = Number(count);
    const seconds = Math.floor(all / parts);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const clock = [hours, minutes, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
    const rest = String(all % parts)
      .padStart(Math.log10(parts), '0')
      .replace(/0+$/, '');
    return rest === '' ? clock : `${clock}.${rest}`;
  };
}

/** Of a number, or of each in a field that is repeated. */
function each(value: unknown, read: (count: Counted) => Counted | string): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => each(one, read));
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Date
    ? read(value)
    : value;
}
