import { expect, it } from 'vitest';
import { agreementOf } from './agreement';
import { gatherTexts, type TeachText } from './texts';

it('counts what readers said against what the model had answered, and nothing else', () => {
  const { texts } = gatherTexts(
    [],
    [...'abcde'].map((text) => ({ text, label: null })),
  );
  const with_ = (at: number, change: Partial<TeachText>) => ({ ...texts[at]!, ...change });
  const said = [
    with_(0, { label: 1, isReaders: true, answer: 1 }),
    with_(1, { label: 1, isReaders: true, answer: 0 }),
    with_(2, { label: 1, isReaders: true, answer: null }),
    with_(3, { label: 1, isReaders: false, answer: null }),
    texts[4]!,
  ];
  expect(agreementOf(texts)).toBeNull();
  expect(agreementOf(said)).toMatchObject({ labels: 2, share: { estimate: 0.5 } });
});
