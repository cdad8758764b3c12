import type { Slice } from '../../insight/label-report';
import type { ClassMetrics } from '../../metrics/classification';
import { markup, type Html } from '../html';
import { shortened } from '../plots/frame';
import { exact, longestName } from './parts';
import { grouped } from '../../text/count';

type Figures = Pick<ClassMetrics, 'precision' | 'recall' | 'f1' | 'support'>;

/** Precision, recall and F1 of each class, or of each label. */
export function figuresTable(
  figures: readonly Figures[],
  classes: readonly string[],
  title: 'Class' | 'Label',
): Html {
  const cell = (value: number | null): string => (value === null ? '–' : exact(value));
  const rows = figures.map(
    ({ precision, recall, f1, support }, k) =>
      markup`<tr><th scope="row">${classes[k]!}</th><td class="number">${cell(precision)}</td><td class="number">${cell(recall)}</td><td class="number">${cell(f1)}</td><td class="number">${grouped(support)}</td></tr>
`,
  );
  return markup`<table><thead><tr><th scope="col">${title}</th><th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th><th scope="col" class="number">F1</th><th scope="col" class="number">Rows</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

/** How often rows of one kind are read as they are labelled. */
export function slicesTable(title: string, slices: readonly Slice[]): Html {
  const rows = slices.map(
    ({ name, rows: count, accuracy }) =>
      markup`<tr><th scope="row"><bdi>${shortened(name, longestName)}</bdi></th><td class="number">${exact(accuracy.estimate)}</td><td class="number">${exact(accuracy.low)} to ${exact(accuracy.high)}</td><td class="number">${grouped(count)}</td></tr>
`,
  );
  return markup`<table><caption>${title}: how often rows are read as they are labelled</caption><thead><tr><th scope="col">Rows of</th><th scope="col" class="number">Accuracy</th><th scope="col" class="number">95 % interval</th><th scope="col" class="number">Rows</th></tr></thead><tbody>
${rows}</tbody></table>`;
}
