import type { TrainingStep } from './training-facts';

/** How a card tells the trainings on the way to a model. */
export function trainingSection(steps: readonly TrainingStep[], teacher: string | undefined): string {
  const told =
    steps.length > 1
      ? severalSteps(steps)
      : steps.map((step) => `F${ofStep(step).slice(1)}:\n\n${stages(step)}`);
  const paragraphs =
    steps.length > 0 ? told : ['The folder it was exported from says nothing about its training.'];
  return [...paragraphs, ...(teacher === undefined ? [] : [teacher])].join('\n\n');
}

function severalSteps(steps: readonly TrainingStep[]): string[] {
  return [
    `Trained in ${steps.length} steps, of which the last ended at this model:`,
    steps.map((step, index) => `${index + 1}. \`${step.name}\`: ${ofStep(step)}.`).join('\n'),
    ...steps.map((step) => `\`${step.name}\`:\n\n${stages(step)}`),
  ];
}

function ofStep({ base, extendTokenizer, seeds, mix, stages: { length } }: TrainingStep): string {
  const tokenizer = extendTokenizer
    ? ' with tokens for emoji, and typographic quotes read as plain ones (`extendTokenizer`),'
    : '';
  const soup =
    seeds.length === 1
      ? ''
      : `, once from each of the seeds ${seeds.join(', ')}; the weights are the mean of those runs' (\`seeds\`)`;
  const relatives = mix.map(({ model, weight }) => `${weight} of \`${model}\``);
  const mixed =
    mix.length === 0 ? '' : `; then mixed, 1 part of that with ${relatives.join(' and ')} (\`mix\`)`;
  return `fine-tuned from \`${base}\`${tokenizer} in ${length === 1 ? 'one stage' : `${length} stages`}${soup}${mixed}`;
}

function stages(step: TrainingStep): string {
  return `\`\`\`json\n${JSON.stringify(step.stages, null, 1)}\n\`\`\``;
}
