import { Vector } from './vector';

/** x [count] in place: gelu in its tanh form, x times the sigmoid of 2 sqrt(2 / pi) (x + 0.044715 x^3). */
export function geluTanh(x: usize, count: i32): void {
  const end = x + ((<usize>count) << 2);
  for (let at = x; at < end; at += 16) {
    const value = v128.load(at);
    const square = f32x4.mul(value, value);
    // -2 sqrt(2 / pi) and 0.044715 times it
    const inner = f32x4.relaxed_madd(square, f32x4.splat(-0.07135481627), f32x4.splat(-1.5957691216));
    const power = Vector.exp(f32x4.mul(value, inner));
    v128.store(at, f32x4.div(value, f32x4.add(power, f32x4.splat(1))));
  }
}

/** x [count] in place: gelu, x / 2 (1 + erf(x / sqrt 2)), with erf within 1.5e-7 (Abramowitz & Stegun 7.1.26). */
export function geluErf(x: usize, count: i32): void {
  const end = x + ((<usize>count) << 2);
  const one = f32x4.splat(1);
  for (let at = x; at < end; at += 16) {
    const value = v128.load(at);
    const scaled = f32x4.mul(f32x4.abs(value), f32x4.splat(0.7071067811865476));
    const t = f32x4.div(one, f32x4.add(one, f32x4.mul(scaled, f32x4.splat(0.3275911))));
    let p = f32x4.splat(1.061405429);
    p = f32x4.relaxed_madd(p, t, f32x4.splat(-1.453152027));
    p = f32x4.relaxed_madd(p, t, f32x4.splat(1.421413741));
    p = f32x4.relaxed_madd(p, t, f32x4.splat(-0.284496736));
    p = f32x4.relaxed_madd(p, t, f32x4.splat(0.254829592));
    const tail = f32x4.mul(f32x4.mul(p, t), Vector.exp(f32x4.neg(f32x4.mul(scaled, scaled))));
    const size = f32x4.sub(one, tail);
    const sign = v128.and(value, i32x4.splat(<i32>0x80000000));
    v128.store(at, f32x4.mul(f32x4.mul(value, f32x4.splat(0.5)), f32x4.add(one, v128.or(size, sign))));
  }
}

/** x [count] in place: its positive part. */
export function relu(x: usize, count: i32): void {
  const end = x + ((<usize>count) << 2);
  for (let at = x; at < end; at += 16) v128.store(at, f32x4.pmax(f32x4.splat(0), v128.load(at)));
}

/** x [count] in place: tanh x = 1 - 2 / (1 + e^2x). */
export function tanh(x: usize, count: i32): void {
  const end = x + ((<usize>count) << 2);
  for (let at = x; at < end; at += 16) {
    const power = Vector.exp(f32x4.mul(v128.load(at), f32x4.splat(2)));
    const rest = f32x4.div(f32x4.splat(2), f32x4.add(power, f32x4.splat(1)));
    v128.store(at, f32x4.sub(f32x4.splat(1), rest));
  }
}
