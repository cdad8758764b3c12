import { describe, expect, it } from 'vitest';
import { polynomialModel, tokenizeWords } from '../../test/synthetic';
import { softmax } from '../math/softmax';
import { modelInput } from '../text/masking';
import { truncate, windows } from '../text/windows';
import { classify } from './classify';

const long = tokenizeWords('the phone is good but the battery is really short and the screen is dim');
const model = polynomialModel(1, 8);

async function distribution(tokenized: typeof long): Promise<Float64Array> {
  const [logits] = await model.logits([modelInput(tokenized)]);
  return softmax(logits!);
}

describe('classify', () => {
  it('reads a short text in one piece, however long texts are read', async () => {
    const text = tokenizeWords('a good phone');
    const whole = [...(await distribution(text))];
    for (const mode of ['windows', 'truncate'] as const) {
      const { probabilities, ...rest } = await classify(model, text, mode);
      expect(probabilities).toEqual(whole);
      expect(rest).toEqual({ windows: 1, readTokens: text.tokens.length, seenTokens: text.tokens.length });
    }
  });

  it('gives a long text the mean distribution of its windows', async () => {
    const parts = windows(long, 8, 2);
    const each = await Promise.all(parts.map(({ tokenized }) => distribution(tokenized)));
    const told: number[] = [];
    const found = await classify(model, long, 'windows', { onProgress: (done) => told.push(done) });
    found.probabilities.forEach((probability, k) => {
      expect(probability).toBeCloseTo(each.reduce((sum, one) => sum + one[k]!, 0) / parts.length, 12);
    });
    expect(found).toMatchObject({ windows: parts.length, seenTokens: long.tokens.length });
    expect(found.readTokens).toBeGreaterThan(long.tokens.length);
    expect(told).toEqual([parts.length]);
  });

  it('reads only the beginning where asked', async () => {
    const found = await classify(model, long, 'truncate');
    expect(found.probabilities).toEqual([...(await distribution(truncate(long, 8).tokenized))]);
    expect(found).toMatchObject({ windows: 1, readTokens: 8, seenTokens: 8 });
  });

  it('reads in windows shorter than what fits at once, where the model is better at them', async () => {
    const reader = { ...polynomialModel(1, 64), windowTokens: 8 };
    expect((await classify(reader, long, 'windows')).windows).toBeGreaterThan(1);
    expect((await classify(reader, long, 'truncate')).seenTokens).toBe(long.tokens.length);
  });

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(classify(model, long, 'windows', { signal })).rejects.toThrow(/abort/i);
  });
});
