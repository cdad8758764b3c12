/**
 * How far a class is ahead of all others, in logits. It is above 0 exactly if the class is the label: the class with
 * the largest logit, and of equal ones the first. Infinity for a model with one class.
 */
export function labelMargin(logits: ArrayLike<number>, classIndex: number): number {
  let margin = Infinity;
  for (let other = 0; other < logits.length; other++) {
    if (other === classIndex) continue;
    const ahead = logits[classIndex]! - logits[other]!;
    margin = Math.min(margin, ahead === 0 && classIndex < other ? Number.MIN_VALUE : ahead);
  }
  return margin;
}

/**
 * The same for one label of a multi-label model, which is on if its probability is at least 0.5. It is above 0 exactly
 * if the label stays on, or stays off.
 */
export function switchMargin(logit: number, isOn: boolean): number {
  if (!isOn) return -logit;
  return logit === 0 ? Number.MIN_VALUE : logit;
}
