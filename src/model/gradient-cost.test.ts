import { expect, it } from 'vitest';
import type { Backend } from '../../workers/api';
import { HeldModel } from '../task/testing';
import { GradientCost, type GradientModel } from './gradient-cost';

function setUp(measured: GradientModel['measured'] = []) {
  const held = new HeldModel();
  let asked = 0;
  held.measure = () => {
    asked++;
    // 10 ms a row, and 150 ms with its gradient.
    return Promise.resolve({ forward: 0.32, gradient: 0.6 });
  };
  const summary: { backend: Backend } = { backend: 'wasm-threads' };
  const cost = new GradientCost({ client: held.client, summary, measured });
  const { signal } = new AbortController();
  return { held, summary, ask: () => cost.ask(signal), asked: () => asked };
}

it('is measured once for a backend, and again for another', async () => {
  const { summary, ask, asked } = setUp();
  expect(await ask()).toBeCloseTo(15, 9);
  await ask();
  expect(asked()).toBe(1);
  summary.backend = 'webgpu';
  await ask();
  expect(asked()).toBe(2);
});

it('is not measured where backends were measured against each other', async () => {
  const { ask, asked } = setUp([{ backend: 'wasm-threads', forward: 0.32, gradient: 0.2 }]);
  expect(await ask()).toBeCloseTo(5, 9);
  expect(asked()).toBe(0);
});

it('is asked for again where it could not be measured', async () => {
  const { held, ask } = setUp();
  const { measure } = held;
  held.measure = () => Promise.reject(new Error('It gives no gradients.'));
  await expect(ask()).rejects.toThrow('no gradients');
  held.measure = measure;
  expect(await ask()).toBeCloseTo(15, 9);
});
