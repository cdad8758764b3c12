import type { Assessment, ControlFaithfulness } from '../core/assessment/assess';
import type { Faithfulness } from '../core/assessment/faithfulness';
import type { NormalisedAopc } from '../core/assessment/normalised-aopc';
import { meanAgreement, meanAopc, meanNormalisedAopc, meanOfTexts } from '../core/assessment/many-texts';
import type { Agreement } from '../core/assessment/agreement';
import { givesValues, type MethodName } from '../core/attribution/methods/all';
import { Random } from '../core/math/random';

/** The parts of a document that the averages need. */
export interface SummarisedDocument {
  readonly explanations: readonly { readonly method: MethodName }[];
  readonly agreement: Agreement;
  readonly assessment?: Assessment;
}

/** Averages of many texts, with 95 % bootstrap intervals. It keeps a few hundred numbers for each text. */
export class Summary {
  readonly #methods: MethodName[] = [];
  // Of each text one, or one for each of its classes.
  readonly #agreements: Agreement[][] = [];
  readonly #assessments: Assessment[][] = [];

  constructor(private readonly seed: number) {}

  /**
   * Adds the document of a text. If it holds all classes, the text counts by their mean: they are no texts of their own.
   *
   * @throws RangeError when the text was explained by other methods than those before
   */
  add(document: SummarisedDocument | { readonly classes: readonly SummarisedDocument[] }): void {
    const classes = 'classes' in document ? document.classes : [document];
    for (const { explanations } of classes) {
      const methods = explanations.map(({ method }) => method);
      if (this.#methods.length === 0) this.#methods.push(...methods);
      if (methods.join() !== this.#methods.join()) {
        throw new RangeError(`texts were explained by ${methods.join()} and by ${this.#methods.join()}.`);
      }
    }
    this.#agreements.push(classes.map(({ agreement }) => agreement));
    const assessments = classes.flatMap(({ assessment }) => assessment ?? []);
    if (assessments.length > 0) this.#assessments.push(assessments);
  }

  toJSON(): object {
    const { seed } = this;
    const measured = (
      of: (assessment: Assessment) => Faithfulness,
      normalised: (assessment: Assessment) => NormalisedAopc,
    ) => ({
      ...meanAopc(
        this.#assessments.map((classes) => classes.map(of)),
        seed,
      ),
      normalisedAopc: meanNormalisedAopc(
        this.#assessments.map((classes) => classes.map(normalised)),
        seed,
      ),
    });
    const control = (of: (assessment: Assessment) => ControlFaithfulness) =>
      measured(of, (assessment) => of(assessment).normalisedAopc);
    return {
      texts: this.#agreements.length,
      methods: this.#methods,
      agreement: meanAgreement(this.#agreements, seed),
      ...(this.#assessments.length > 0 && {
        assessed: this.#assessments.length,
        assessment: {
          methods: this.#methods.filter(givesValues).map((method, m) => ({
            method,
            ...measured(
              ({ methods }) => methods[m]!.faithfulness,
              ({ methods }) => methods[m]!.normalisedAopc,
            ),
            stability: meanOfTexts(
              this.#assessments,
              ({ methods }) => methods[m]!.stability,
              new Random(seed),
            ),
          })),
          controls: {
            random: control(({ controls }) => controls.random),
            leaveOneOut: control(({ controls }) => controls.leaveOneOut),
          },
        },
      }),
    };
  }
}
