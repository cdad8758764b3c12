import { describe, expect, it } from 'vitest';
import { offlineWords } from './offline-words';

describe('offlineWords', () => {
  it('says that all is kept once page and model are', () => {
    expect(offlineWords({ kind: 'kept' }, { kind: 'kept' })).toEqual({
      state: 'kept',
      words: 'Kept for offline use.',
    });
    expect(offlineWords({ kind: 'pending' }, { kind: 'kept' }).state).toBe('pending');
    expect(offlineWords({ kind: 'kept' }, null).state).toBe('pending');
  });

  it('says how much room is missing', () => {
    expect(offlineWords({ kind: 'kept' }, { kind: 'full', needed: 8_100_000 })).toEqual({
      state: 'not-kept',
      words: expect.stringMatching(
        /^Not kept for offline use: storage is full \(8\.1 MB more are needed\)/,
      ) as string,
    });
  });

  it('says why else nothing is kept', () => {
    const unavailable = offlineWords({ kind: 'unavailable' }, { kind: 'unavailable' });
    expect(unavailable.words).toMatch(/offers no storage at this address/);
    const failed = offlineWords(
      { kind: 'failed', reason: 'index.html did not come right' },
      { kind: 'kept' },
    );
    expect(failed.words).toBe(
      'Not kept for offline use: index.html did not come right. Reload to try again.',
    );
  });
});
