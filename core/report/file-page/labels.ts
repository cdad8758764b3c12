import type { FileReport } from '../../insight/file-report';
import type { LabelReport } from '../../insight/label-report';
import { visibleText } from '../../text/visible';
import { markup, type Html } from '../html';
import { rowsText } from '../notes';
import { confusionPlot, reliabilityPlot } from '../plots/label-plots';
import { figuresTable, slicesTable } from './label-tables';
import { both, exact, wholeFile } from './parts';
import { grouped } from '../../text/count';

/** Figures against the labels of the file. */
export function labelsSection(
  { report, labelled, refused }: NonNullable<FileReport['labels']>,
  classes: readonly string[],
  isFiltered: boolean,
): Html {
  const unread =
    refused &&
    markup`<p class="note">The labels of ${rowsText(refused.count)} name no class, first in line ${refused.line}: ${visibleText(refused.message)}.</p>`;
  if (!report)
    return markup`<h2>Against the labels</h2><p class="note">No row with a label is read.</p>${unread}`;
  const { metrics, accuracy, macroRecall, macroF1 } = report;
  const figure = (name: string, { estimate, low, high }: LabelReport['accuracy']): Html =>
    markup`<dt>${name}</dt><dd>${exact(estimate)} (${exact(low)} to ${exact(high)})</dd>`;
  const counted = {
    rowTitle: 'labelled',
    columnTitle: 'read as',
    rowNames: classes,
    columnNames: classes,
    counts: metrics.confusion,
  };
  const confusionText = {
    title: 'Labelled, and read as',
    note: `Of ${rowsText(metrics.rows)} with a label that are read.`,
  };
  const reliabilityText = {
    title: 'How sure it is, and how often right',
    note: `Of ${rowsText(metrics.rows)}; expected calibration error ${exact(metrics.calibrationError)}; whiskers: 95 % Wilson intervals.`,
  };
  return markup`<h2>Against the labels</h2>
<p class="note">Of ${rowsText(labelled)} whose label names a class, ${grouped(metrics.rows)} are read.${wholeFile(isFiltered)} Intervals of 95 %: Wilson for accuracy, bootstrap over rows for the others.</p>
${unread}
<dl>${figure('Accuracy', accuracy)}${figure('Macro recall', macroRecall)}${figure('Macro F1', macroF1)}<dt>Calibration error (ECE)</dt><dd>${exact(metrics.calibrationError)}</dd></dl>
${figuresTable(metrics.perClass, classes, 'Class')}
${both((scheme) => confusionPlot(counted, confusionText, scheme))}
${both((scheme) => reliabilityPlot(report.reliability, reliabilityText, scheme))}
${slicesTable('By length', report.byLength)}
${report.byGroup.length > 0 && slicesTable('By group', report.byGroup)}`;
}
