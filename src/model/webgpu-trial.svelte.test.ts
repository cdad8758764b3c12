import { beforeEach, expect, it } from 'vitest';
import { webgpuTrial } from './webgpu-trial';

beforeEach(() => sessionStorage.clear());

it('is not begun again where the page ended meanwhile, until it is told to have ended', () => {
  const trial = webgpuTrial();
  expect(trial.begin()).toBe(false);
  expect(webgpuTrial().begin()).toBe(true);
  expect(webgpuTrial().begin()).toBe(true);
  trial.end();
  expect(webgpuTrial().begin()).toBe(false);
});

it('takes a reader who leaves for no fault', () => {
  webgpuTrial().begin();
  dispatchEvent(new Event('pagehide'));
  expect(sessionStorage).toHaveLength(0);
  expect(webgpuTrial().begin()).toBe(false);
});
