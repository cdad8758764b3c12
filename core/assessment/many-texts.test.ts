import { describe, expect, it } from 'vitest';
import { agreement } from './agreement';
import { meanAgreement, meanAopc } from './many-texts';

describe('meanAgreement', () => {
  const alike = agreement([{ values: [1, 2, 3] }, { values: [1, 2, 3] }], 1, 'signed');
  const reversed = agreement([{ values: [1, 2, 3] }, { values: [3, 2, 1] }], 1, 'signed');
  // One word has no rank correlation.
  const word = agreement([{ values: [1] }, { values: [2] }], 1, 'signed');
  const texts = [[alike], [reversed], [word]];

  it('averages what texts have, with intervals around the mean', () => {
    const [pair] = meanAgreement(texts, 0);
    expect(pair!.spearman).toMatchObject({ estimate: 0, low: -1, high: 1 });
    expect(pair!.topOverlap!.estimate).toBeCloseTo(2 / 3, 12);
    expect(pair!.signs).toEqual({ estimate: 1, low: 1, high: 1 });
    expect(meanAgreement(texts, 0)).toEqual(meanAgreement(texts, 0));
  });

  it('says nothing where no text has a number', () => {
    expect(meanAgreement([[word]], 0)[0]!.kendall).toBeNull();
    expect(meanAgreement([], 0)).toEqual([]);
  });

  it('counts a text once, however many of its classes were explained', () => {
    const [pair] = meanAgreement(
      [
        [alike, alike, reversed],
        [reversed, word],
      ],
      0,
    );
    // 1/3 and -1, not four numbers of which two are 1.
    expect(pair!.spearman).toMatchObject({
      estimate: expect.closeTo(-1 / 3, 12) as number,
      low: -1,
      high: expect.closeTo(1 / 3, 12) as number,
    });
  });

  it('refuses texts that were compared by different methods', () => {
    expect(() => meanAgreement([[alike], [agreement([], 1, 'signed')]], 0)).toThrow(RangeError);
  });
});

describe('meanAopc', () => {
  it('averages both areas', () => {
    const text = { comprehensiveness: [], sufficiency: [] };
    const mean = meanAopc(
      [
        [{ ...text, comprehensivenessAopc: 0.5, sufficiencyAopc: 0.1 }],
        [{ ...text, comprehensivenessAopc: 0.3, sufficiencyAopc: 0.1 }],
      ],
      0,
    );
    expect(mean.comprehensiveness!.estimate).toBeCloseTo(0.4, 12);
    expect(mean.sufficiency!.low).toBeCloseTo(0.1, 12);
  });
});
