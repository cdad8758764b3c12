import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../core/model/manifest';
import { identityOf } from './explain-text';

describe('identityOf', () => {
  it('names an exported model as its manifest does, another by its folder', () => {
    const manifest = { name: 'sentiment', version: 'abc' } as ModelManifest;
    expect(identityOf('models/mine', { manifest })).toEqual({ name: 'sentiment', version: 'abc' });
    expect(identityOf('runs/albert-base-v2/', {})).toEqual({ name: 'albert-base-v2', version: null });
  });
});
