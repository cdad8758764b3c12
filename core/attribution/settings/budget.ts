/** How much may be evaluated, by name. Numbers that the user does not give follow from it. */
export const budgets = {
  quick: 'quick',
  normal: 'normal',
  exact: 'as exact as can be',
  reference: 'as the reference implementations',
} as const;
export type Budget = keyof typeof budgets;

/** What a number that follows from the budget may depend on. */
export interface BudgetContext {
  readonly budget: Budget;
  readonly features: number;
  /**
   * A change of a probability is at most a quarter of the change of its logit. So an error of a logit may be four times
   * as large.
   */
  readonly output: 'probability' | 'logit';
}

export interface Amount {
  readonly of: (context: BudgetContext) => number;
  /** The same in words, M being the number of features. */
  readonly text: string;
}

/** A number that follows from the budget, and how that is said. */
export function byBudget(amounts: Readonly<Record<Budget, Amount | number>>): Amount {
  const amountOf = (budget: Budget): Amount => {
    const amount = amounts[budget];
    return typeof amount === 'number' ? { of: () => amount, text: String(amount) } : amount;
  };
  const names = new Map<string, Budget[]>();
  for (const budget of Object.keys(budgets) as Budget[]) {
    const { text } = amountOf(budget);
    names.set(text, [...(names.get(text) ?? []), budget]);
  }
  const [[only] = ['']] = names;
  return {
    of: (context) => amountOf(context.budget).of(context),
    text: names.size === 1 ? only : [...names].map(([text, all]) => `${all.join(', ')}: ${text}`).join('; '),
  };
}

/** An error of 0.005 of probability, which nobody sees, as units of the output. */
export function unseen(scale: number): Amount {
  return {
    of: ({ output }) => scale * (output === 'logit' ? 4 : 1),
    text: `${scale} (logit: ${scale * 4})`,
  };
}

/** As shap's KernelExplainer: nsamples="auto". */
export const shapSamples: Amount = { of: ({ features }) => 2 * features + 2048, text: '2 M + 2048' };
