import type { MethodName } from '../../core/attribution/types';

export interface MethodInfo {
  readonly title: string;
  /** What the method asks, in one plain sentence. */
  readonly question: string;
  /** Whether its values add up from the base value to the output: by promise, about (there is a rest), or not at all. */
  readonly addsUp: 'exactly' | 'roughly' | 'not';
  /** What its base value is. */
  readonly base: string;
}

export const methodInfo: Readonly<Record<MethodName, MethodInfo>> = {
  'kernel-shap': {
    title: 'KernelSHAP',
    question:
      'What does each word add, on average over all the groups of words that it can join? (Groups drawn as SHAP draws them)',
    addsUp: 'exactly',
    base: 'no words',
  },
  'leverage-shap': {
    title: 'Leverage SHAP',
    question:
      'What does each word add, on average over all the groups of words that it can join? (As KernelSHAP, from groups that tell more)',
    addsUp: 'exactly',
    base: 'no words',
  },
  'permutation-shap': {
    title: 'Permutation SHAP',
    question: 'What does each word add when words come in one by one, in many random orders?',
    addsUp: 'exactly',
    base: 'no words',
  },
  'partition-shap': {
    title: 'Partition SHAP',
    question: 'What do sentences, then phrases, then words add? (Owen values; quick on long texts)',
    addsUp: 'exactly',
    base: 'no words',
  },
  lime: {
    title: 'LIME',
    question: 'Which weights imitate the model best on copies of the text that lack some words?',
    addsUp: 'roughly',
    base: 'intercept',
  },
  'integrated-gradients': {
    title: 'Integrated Gradients',
    question: 'How does the output grow along the straight path from an empty text to this one?',
    addsUp: 'exactly',
    base: 'empty text',
  },
  'gradient-shap': {
    title: 'Gradient SHAP',
    question: 'The same growth, averaged over paths from neutral texts.',
    addsUp: 'roughly',
    base: 'neutral texts',
  },
  'input-x-gradient': {
    title: 'Input × Gradient',
    question: 'What does the slope at the text itself say of each word? (cheap control)',
    addsUp: 'not',
    base: 'zero',
  },
  saliency: {
    title: 'Saliency',
    question: 'How sensitive is the output to each word, whichever way? (cheap control, no signs)',
    addsUp: 'not',
    base: 'zero',
  },
  'leave-one-out': {
    title: 'Leave-one-out',
    question: 'How does the output change when one word is missing? (cheap control)',
    addsUp: 'not',
    base: 'zero',
  },
};
