import * as v from 'valibot';
import { expect, it } from 'vitest';
import { label } from './fields';
import { longestName, modelName } from './model-name';

it.each([
  ['my-model', 'my-model'],
  ['Stimmung (März)', 'Stimmung (März)'],
  ['a\u0007b\u202ec\ud800d', 'abcd'],
  ['\u200b', 'model'],
  ['', 'model'],
  ['x'.repeat(300), 'x'.repeat(100)],
  [`${'x'.repeat(99)}😀`, 'x'.repeat(99)],
])('names a model after the folder %j so that a manifest takes it', (folder, name) => {
  expect(modelName(folder)).toBe(name);
  expect(v.is(label(longestName), name)).toBe(true);
});
