import { describe, expect, it } from 'vitest';
import { agreement } from './agreement';
import { meanAgreement, meanAopc } from './many-texts';

describe('meanAgreement', () => {
  const texts = [
    agreement([{ values: [1, 2, 3] }, { values: [1, 2, 3] }], 1, 'signed'),
    agreement([{ values: [1, 2, 3] }, { values: [3, 2, 1] }], 1, 'signed'),
    // One word has no rank correlation.
    agreement([{ values: [1] }, { values: [2] }], 1, 'signed'),
  ];

  it('averages what texts have, with intervals around the mean', () => {
    const [pair] = meanAgreement(texts, 0);
    expect(pair!.spearman).toMatchObject({ estimate: 0, low: -1, high: 1 });
    expect(pair!.topOverlap!.estimate).toBeCloseTo(2 / 3, 12);
    expect(pair!.signs).toEqual({ estimate: 1, low: 1, high: 1 });
    expect(meanAgreement(texts, 0)).toEqual(meanAgreement(texts, 0));
  });

  it('says nothing where no text has a number', () => {
    expect(meanAgreement([texts[2]!], 0)[0]!.kendall).toBeNull();
    expect(meanAgreement([], 0)).toEqual([]);
  });

  it('refuses texts that were compared by different methods', () => {
    expect(() => meanAgreement([texts[0]!, agreement([], 1, 'signed')], 0)).toThrow(RangeError);
  });
});

describe('meanAopc', () => {
  it('averages both areas', () => {
    const text = { comprehensiveness: [], sufficiency: [] };
    const mean = meanAopc(
      [
        { ...text, comprehensivenessAopc: 0.5, sufficiencyAopc: 0.1 },
        { ...text, comprehensivenessAopc: 0.3, sufficiencyAopc: 0.1 },
      ],
      0,
    );
    expect(mean.comprehensiveness!.estimate).toBeCloseTo(0.4, 12);
    expect(mean.sufficiency!.low).toBeCloseTo(0.1, 12);
  });
});
