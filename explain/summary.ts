import type { Assessment } from '../core/assessment/assess';
import type { Comparison } from '../core/assessment/compare';
import type { Faithfulness } from '../core/assessment/faithfulness';
import { intervalOf, meanAgreement, meanAopc } from '../core/assessment/many-texts';
import type { Agreement } from '../core/assessment/agreement';
import { Random } from '../core/math/random';

/** What the averages need of the document of one text. */
export interface SummarisedDocument {
  readonly explanations: readonly Pick<Comparison['explanations'][number], 'method'>[];
  readonly agreement: Agreement;
  readonly assessment?: Assessment;
}

/** Averages of many texts, with 95 % bootstrap intervals. Keeps some hundred numbers of each text. */
export class Summary {
  readonly #methods: string[] = [];
  readonly #agreements: Agreement[] = [];
  readonly #assessments: Assessment[] = [];

  constructor(private readonly seed: number) {}

  /** @throws RangeError when the text was explained by other methods than those before */
  add({ explanations, agreement, assessment }: SummarisedDocument): void {
    const methods = explanations.map(({ method }) => method);
    if (this.#agreements.length === 0) this.#methods.push(...methods);
    if (methods.join() !== this.#methods.join()) {
      throw new RangeError(`texts were explained by ${methods.join()} and by ${this.#methods.join()}.`);
    }
    this.#agreements.push(agreement);
    if (assessment) this.#assessments.push(assessment);
  }

  toJSON(): object {
    const { seed } = this;
    const aopc = (of: (assessment: Assessment) => Faithfulness) => meanAopc(this.#assessments.map(of), seed);
    return {
      texts: this.#agreements.length,
      methods: this.#methods,
      agreement: meanAgreement(this.#agreements, seed),
      ...(this.#assessments.length > 0 && {
        assessed: this.#assessments.length,
        assessment: {
          methods: this.#methods.map((method, m) => ({
            method,
            ...aopc(({ methods }) => methods[m]!.faithfulness),
            stability: intervalOf(
              this.#assessments.map(({ methods }) => methods[m]!.stability),
              new Random(seed),
            ),
          })),
          controls: {
            random: aopc(({ controls }) => controls.random),
            leaveOneOut: aopc(({ controls }) => controls.leaveOneOut),
          },
        },
      }),
    };
  }
}
