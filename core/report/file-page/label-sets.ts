import type { FileReport } from '../../insight/file-report';
import type { Slice } from '../../insight/label-report';
import { visibleText } from '../../text/visible';
import { markup, type Html } from '../html';
import { rowsText } from '../notes';
import { answersAxes, reliabilityPlot } from '../plots/label-plots';
import { figuresTable, slicesTable } from './label-tables';
import { both, exact, wholeFile } from './parts';
import { grouped } from '../../text/count';

/** Figures against the labels of the file, where each holds or not by itself. */
export function labelSetsSection(
  { report, labelled, refused }: NonNullable<FileReport['labelSets']>,
  classes: readonly string[],
  isFiltered: boolean,
): Html {
  const unread =
    refused &&
    markup`<p class="note">The labels of ${rowsText(refused.count)} could not be read, first in line ${refused.line}: ${visibleText(refused.message)}.</p>`;
  if (!report)
    return markup`<h2>Against the labels</h2><p class="note">No row with a label is read.</p>${unread}`;
  const { metrics, exactMatch, microF1, macroF1, macroRecall, calibrationError } = report;
  const figure = (name: string, interval: Slice['accuracy'] | null): Html =>
    markup`<dt>${name}</dt><dd>${interval ? `${exact(interval.estimate)} (${exact(interval.low)} to ${exact(interval.high)})` : '–'}</dd>`;
  const reliabilityText = {
    title: 'How likely a label is said to be, and how often it holds',
    note: `Of the answers for all labels of ${rowsText(metrics.rows)}; expected calibration error ${exact(calibrationError)}; whiskers: 95 % Wilson intervals.`,
    axes: answersAxes,
  };
  return markup`<h2>Against the labels</h2>
<p class="note">Of ${rowsText(labelled)} with labels, ${grouped(metrics.rows)} are read.${wholeFile(isFiltered)} Intervals of 95 %: Wilson for the rows all of whose labels are right, bootstrap over rows for the others.</p>
${unread}
<dl>${figure('All labels of a row right', exactMatch)}${figure('Micro F1', microF1)}${figure('Macro F1', macroF1)}${figure('Macro recall', macroRecall)}<dt>Calibration error (ECE)</dt><dd>${exact(calibrationError)}</dd></dl>
${figuresTable(metrics.perLabel, classes, 'Label')}
${both((scheme) => reliabilityPlot(report.reliability, reliabilityText, scheme))}
${slicesTable('By length', report.byLength)}
${report.byGroup.length > 0 && slicesTable('By group', report.byGroup)}`;
}
