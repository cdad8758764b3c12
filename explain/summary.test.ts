import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../test/synthetic';
import { assess } from '../core/assessment/assess';
import { compare } from '../core/assessment/compare';
import type { MethodRequest } from '../core/attribution/requests';
import { Summary, type SummarisedDocument } from './summary';

const requests: readonly MethodRequest[] = [{ method: 'kernel-shap' }, { method: 'saliency' }];

async function document(text: string, methods = requests, classIndex = 0): Promise<SummarisedDocument> {
  const subject = {
    tokenized: tokenizeWords(text),
    special,
    target: { classIndex, output: 'logit' } as const,
  };
  const comparison = await compare(polynomialModel(), subject, methods);
  const assessment = await assess(polynomialModel(), subject, methods, comparison, { runs: 2 });
  const { explanations, flips = [] } = comparison;
  return { ...comparison, explanations: [...explanations, ...flips], assessment };
}

describe('Summary', () => {
  it('averages agreement, faithfulness and stability', async () => {
    const documents = [await document('good phone bad battery'), await document('it works so well')];
    const summary = new Summary(0);
    for (const document of documents) summary.add(document);
    const result = JSON.parse(JSON.stringify(summary)) as object;
    const mean = (of: (document: SummarisedDocument) => number): unknown =>
      expect.closeTo((of(documents[0]!) + of(documents[1]!)) / 2, 10);
    expect(result).toMatchObject({
      texts: 2,
      methods: ['kernel-shap', 'saliency'],
      agreement: [{ spearman: { estimate: mean(({ agreement }) => agreement.pairs[0]!.spearman!) } }],
      assessed: 2,
      assessment: {
        methods: [
          { method: 'kernel-shap', stability: { estimate: 1 } },
          {
            method: 'saliency',
            stability: null,
            normalisedAopc: {
              exact: 2,
              sufficiency: {
                estimate: mean(
                  ({ assessment }) => assessment!.methods[1]!.normalisedAopc.sufficiency.normalised!,
                ),
              },
            },
            sufficiency: {
              estimate: mean(({ assessment }) => assessment!.methods[1]!.faithfulness.sufficiencyAopc),
            },
          },
        ],
        controls: {
          random: {
            comprehensiveness: {
              estimate: mean(({ assessment }) => assessment!.controls.random.comprehensivenessAopc),
            },
          },
          leaveOneOut: {
            normalisedAopc: {
              exact: 2,
              comprehensiveness: {
                estimate: mean(
                  ({ assessment }) =>
                    assessment!.controls.leaveOneOut.normalisedAopc.comprehensiveness.normalised!,
                ),
              },
            },
          },
        },
      },
    });
  });

  it('counts a text once, by the mean of its classes', async () => {
    const [text, other] = ['good phone bad battery', 'it works so well'];
    const each = await Promise.all([0, 1].map((classIndex) => document(text, requests, classIndex)));
    const summary = new Summary(0);
    summary.add({ classes: each });
    summary.add({ classes: [await document(other)] });
    const of = ({ assessment }: SummarisedDocument): number =>
      assessment!.methods[0]!.faithfulness.comprehensivenessAopc;
    const means = [(of(each[0]!) + of(each[1]!)) / 2, of(await document(other))].toSorted((a, b) => a - b);
    expect(JSON.parse(JSON.stringify(summary))).toMatchObject({
      texts: 2,
      assessed: 2,
      assessment: {
        methods: [
          {
            normalisedAopc: { exact: 2 },
            // Of two texts the ends of the interval are the two.
            comprehensiveness: {
              estimate: expect.closeTo((means[0]! + means[1]!) / 2, 10) as number,
              low: expect.closeTo(means[0]!, 10) as number,
              high: expect.closeTo(means[1]!, 10) as number,
            },
          },
          {},
        ],
      },
    });
  });

  it('leaves out of its averages what gives words no value', async () => {
    const methods: readonly MethodRequest[] = [{ method: 'flips' }, { method: 'saliency' }];
    const summary = new Summary(0);
    summary.add(await document('good phone bad battery', methods));
    expect(JSON.parse(JSON.stringify(summary))).toMatchObject({
      assessment: { methods: [{ method: 'saliency', stability: null }] },
    });
  });

  it('refuses texts that were explained by other methods', async () => {
    const summary = new Summary(0);
    summary.add(await document('good phone'));
    const other = await document('good phone', requests.slice(1));
    expect(() => summary.add(other)).toThrow(/by saliency and by kernel-shap,saliency/);
  });
});
