import { describe, expect, it } from 'vitest';
import { arcShape } from './arcs';

const box = (left: number, top: number) => ({ left, top, width: 40, height: 30 });

describe('an arc', () => {
  it('rises over two words of one line and ends on both', () => {
    const { path, x, y } = arcShape(box(0, 100), box(100, 100), 12);
    expect(path).toBe('M20 100V96Q20 88 28 88H112Q120 88 120 96V100');
    expect([x, y]).toEqual([70, 88]);
  });

  it('is the same whichever word comes first', () => {
    expect(arcShape(box(100, 100), box(0, 100), 12).path).toBe(arcShape(box(0, 100), box(100, 100), 12).path);
  });

  it('leads from under the upper word to over the lower', () => {
    const { path, x, y } = arcShape(box(0, 100), box(200, 160), 12);
    expect(path).toBe('M20 130C20 145 220 145 220 160');
    expect([x, y]).toEqual([120, 145]);
    expect(arcShape(box(200, 160), box(0, 100), 12).path).toBe(path);
  });

  it('does not bend over itself between near words', () => {
    expect(arcShape({ ...box(0, 50), width: 4 }, { ...box(6, 50), width: 4 }, 12).path).toContain('H5');
  });
});
