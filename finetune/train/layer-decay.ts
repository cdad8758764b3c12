/**
 * What share of the learning rate a parameter gets when every depth learns at `decay` times the rate of the one above
 * (Howard & Ruder 2018, discriminative fine-tuning): classifier and pooler 1, layers decay, embeddings decay squared.
 * ALBERT's layers share their weights, so that they are one depth.
 */
export function learningRateShare(parameter: string, decay: number): number {
  if (/embedding/.test(parameter)) return decay ** 2;
  if (parameter.includes('.encoder.')) return decay;
  return 1;
}
