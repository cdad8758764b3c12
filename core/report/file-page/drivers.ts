import type { Driver, Drivers } from '../../insight/drivers';
import type { FileReport } from '../../insight/file-report';
import { percent } from '../../prediction/percent';
import { visibleText } from '../../text/visible';
import { markup, type Html } from '../html';
import { driversNote } from '../notes';
import { driversPlot } from '../plots/drivers-plot';
import { pointsText } from '../scale';
import { both } from './parts';
import { grouped } from '../../text/count';

/** The words that drive a class, drawn and in a table. */
export function driversSection(
  drivers: Drivers,
  report: FileReport,
  classes: readonly string[],
  isFiltered: boolean,
): Html {
  const className = classes[drivers.classIndex]!;
  const { explained, whole } = report;
  const note = driversNote(drivers, { explained, texts: whole.texts, isFiltered });
  const title = `What drives “${className}”`;
  const { raises, lowers } = drivers;
  if (raises.length + lowers.length === 0) {
    return markup`<h2>${title}</h2><p class="note">No word whose interval leaves out 0. ${note}</p>`;
  }
  return markup`<h2>${title}</h2><p class="note">${note}</p>
${both((scheme) => driversPlot(drivers, { title, note }, scheme))}
<details><summary>The same as a table</summary>${driversTable([...raises, ...lowers])}</details>`;
}

function driversTable(drivers: readonly Driver[]): Html {
  const rows = drivers.map(
    ({ phrase, mean, rows: count, share }) =>
      markup`<tr><th scope="row"><bdi>${visibleText(phrase)}</bdi></th><td class="number">${pointsText(100 * mean.estimate, 1)}</td><td class="number">${pointsText(100 * mean.low, 1)} to ${pointsText(100 * mean.high, 1)}</td><td class="number">${grouped(count)}</td><td class="number">${percent(share)}</td></tr>
`,
  );
  return markup`<table><thead><tr><th scope="col">Word or phrase</th><th scope="col" class="number">Points</th><th scope="col" class="number">95 % interval</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Share</th></tr></thead><tbody>
${rows}</tbody></table>`;
}
