import { describe, expect, it } from 'vitest';
import { gameOf, polynomialModel, special, tokenizeWords } from '../../../test/synthetic';
import { softmax } from '../../math/softmax';
import { coalitionKey, coalitionOf, complement, memoize, targetValue, textGame } from './game';
import { Run } from '../run';

describe('textGame', () => {
  it('gives the target of the text with words removed on ids', async () => {
    const model = polynomialModel();
    const tokenized = tokenizeWords('good phone');
    const target = { classIndex: 1, output: 'probability' } as const;
    const game = textGame(model, tokenized, tokenized.words, 'mask', special, target);
    const ids = tokenized.tokens.map(({ id }) => id);
    const masked = ids.map((id, token) => (tokenized.words[1]!.tokens.includes(token) ? special.mask : id));
    const [logits] = await model.logits([{ ids: masked }]);
    expect((await game.values([Uint8Array.of(1, 0)]))[0]).toBe(softmax(logits!)[1]);
    expect(targetValue(logits!, { ...target, output: 'logit' })).toBe(logits![1]);
  });
});

describe('memoize', () => {
  it('asks once for each coalition, in one call too', async () => {
    const asked: number[] = [];
    const game = memoize({
      players: 2,
      values(coalitions) {
        asked.push(coalitions.length);
        return gameOf(2, ([a, b]) => 2 * a! + b!).values(coalitions);
      },
    });
    const [none, first] = [coalitionOf(2, []), coalitionOf(2, [0])];
    expect([...(await game.values([first, none, first]))]).toEqual([2, 0, 2]);
    expect([...(await game.values([complement(none), none]))]).toEqual([3, 0]);
    expect(asked).toEqual([2, 1]);
    expect(game.evaluations).toBe(3);
  });

  it('tells coalitions of many players apart', () => {
    const players = 70;
    const keys = Array.from({ length: players }, (_, i) => coalitionKey(coalitionOf(players, [i])));
    expect(new Set([...keys, coalitionKey(coalitionOf(players, []))]).size).toBe(players + 1);
  });
});

describe('Run', () => {
  it('refuses a batch size that is none', () => {
    expect(() => new Run({ batchSize: 0 })).toThrow(/batch size/);
  });

  it('does not evaluate anything when cancelled before it starts', async () => {
    const run = new Run({ signal: AbortSignal.abort() });
    const never = gameOf(1, () => expect.unreachable());
    await expect(run.values(never, [coalitionOf(1, [])])).rejects.toMatchObject({ name: 'AbortError' });
  });
});
