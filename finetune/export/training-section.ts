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

/** JSON with a setting a line, and a source of data a line. */
function stages(step: TrainingStep): string {
  const inLines = (of: readonly string[], [open, close]: readonly [string, string], indent: string) =>
    `${open}\n${of.map((line) => `${indent} ${line}`).join(',\n')}\n${indent}${close}`;
  const told = step.stages.map((stage) => {
    const settings = Object.entries(stage).map(([name, value]) => {
      const sources = Array.isArray(value) ? value.filter((entry) => typeof entry === 'object') : [];
      const json = sources.length > 0 ? inLines(sources.map(inline), ['[', ']'], '  ') : inline(value);
      return `"${name}": ${json}`;
    });
    return inLines(settings, ['{', '}'], ' ');
  });
  return `\`\`\`json\n${inLines(told, ['[', ']'], '')}\n\`\`\``;
}

function inline(value: unknown): string {
  return JSON.stringify(value);
}
