import { expect, it } from 'vitest';
import { inTurn } from './turns';

it('begins a call of the runtime only when the one before has ended, well or not', async () => {
  const seen: string[] = [];
  const call = (name: string, fails: boolean) => async () => {
    seen.push(`${name} begins`);
    await new Promise((later) => setTimeout(later, 5));
    seen.push(`${name} ends`);
    if (fails) throw new Error(`${name} failed`);
    return name;
  };
  const outcomes = await Promise.allSettled([
    inTurn(call('opening', false)),
    inTurn(call('reading', true)),
    inTurn(call('closing', false)),
  ]);
  expect(seen).toEqual(
    ['opening', 'reading', 'closing'].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: 'opening' },
    { status: 'rejected', reason: new Error('reading failed') },
    { status: 'fulfilled', value: 'closing' },
  ]);
});
