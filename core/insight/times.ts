import type { FileTable } from '../table/file-table';
import type { Readings } from '../table/readings';
import { dateReader } from '../table/dates';
import { timeUnits, type TimeUnit } from '../table/time-units';
import { ShareCounter, type ClassShares } from './groups';

export interface TimePoint extends ClassShares {
  /** The first day, ISO 8601: "2026-11-26". */
  readonly start: string;
  /** The first day behind it. */
  readonly end: string;
}

/** How rows read over time. */
export interface TimeShares {
  readonly column: number;
  readonly unit: TimeUnit;
  /** In their order; times without rows are left out. */
  readonly points: readonly TimePoint[];
  /** Rows that are read whose cell names no day. */
  readonly undated: number;
}

const day = 86_400_000;
/** Points that a reader can tell apart. */
const mostPoints = 60;
/** Points that a picture has room for. */
const mostDrawn = 500;
/** Rows of a point, on average: of fewer, shares tell of chance. */
const leastOfPoint = 30;

/**
 * How rows read by the dates of a column.
 * @param asked null: the finest unit that gives few points with enough rows; so too where the one asked for gives more than
 * can be drawn
 */
export function timeShares(
  table: FileTable,
  readings: Readings,
  rows: Uint32Array,
  column: number,
  asked: TimeUnit | null = null,
): TimeShares {
  const read = rows.filter((row) => readings.isRead(row));
  const cells = function* (): Generator<string> {
    for (const row of read) yield table.cell(row, column);
  };
  const reader = dateReader(cells());
  const days = Float64Array.from(read, (row) => reader(table.cell(row, column)) ?? NaN);
  const dated = days.filter((time) => !Number.isNaN(time));
  const unit = asked !== null && countOf(dated, asked) <= mostDrawn ? asked : unitOf(dated);
  const counters = new Map<number, ShareCounter>();
  read.forEach((row, at) => {
    if (Number.isNaN(days[at])) return;
    const start = startOf(days[at]!, unit);
    let own = counters.get(start);
    if (!own) counters.set(start, (own = new ShareCounter(readings)));
    own.add(row);
  });
  const points = [...counters]
    .sort(([a], [b]) => a - b)
    .map(([start, own]) => ({ start: iso(start), end: iso(after(start, unit)), ...own.shares! }));
  return { column, unit, points, undated: read.length - dated.length };
}

/** The finest unit with few points and enough rows each; where there is none, the coarsest that shows any course. */
function unitOf(days: Float64Array): TimeUnit {
  let coarsest: TimeUnit = 'day';
  for (const unit of timeUnits) {
    const starts = countOf(days, unit);
    // A single point shows no course.
    if (starts < 2) continue;
    if (starts <= mostPoints && days.length >= leastOfPoint * starts) return unit;
    coarsest = unit;
  }
  return coarsest;
}

/** Times of a unit that have a day. */
function countOf(days: Float64Array, unit: TimeUnit): number {
  return new Set(Array.from(days, (time) => startOf(time, unit))).size;
}

/** Weeks begin on Mondays. */
function startOf(time: number, unit: TimeUnit): number {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case 'day':
      return time;
    case 'week':
      return time - day * ((date.getUTCDay() + 6) % 7);
    case 'month':
      return Date.UTC(year, month);
    case 'quarter':
      return Date.UTC(year, month - (month % 3));
    case 'year':
      return Date.UTC(year, 0);
  }
}

function after(start: number, unit: TimeUnit): number {
  const date = new Date(start);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case 'day':
      return start + day;
    case 'week':
      return start + 7 * day;
    case 'month':
      return Date.UTC(year, month + 1);
    case 'quarter':
      return Date.UTC(year, month + 3);
    case 'year':
      return Date.UTC(year + 1, 0);
  }
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
