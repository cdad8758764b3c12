import { answers, askedClass, isSameText, type Answer, type Asked } from './answer';

const mostKept = 8;

/** The last answers that were whole, to come back at once: after undo, or a look at another class. */
export class KeptAnswers {
  #newestFirst: readonly Answer[] = [];

  /** In place of what was kept of the same question. */
  keep(answer: Answer): Answer {
    const asked = askedClass(answer);
    const others = this.#newestFirst.filter((kept) => !answers(kept, asked));
    this.#newestFirst = [answer, ...others].slice(0, mostKept);
    return answer;
  }

  /** An answer to just this. */
  of(asked: Asked): Answer | null {
    return this.#newestFirst.find((answer) => answers(answer, asked)) ?? null;
  }

  /** Any answer about the text: how it reads does not depend on what is asked of it. */
  aboutTextOf(asked: Asked): Answer | null {
    return this.#newestFirst.find((answer) => isSameText(answer.asked, asked)) ?? null;
  }
}
