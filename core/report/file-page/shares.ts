import type { FileReport } from '../../insight/file-report';
import type { ClassShares } from '../../insight/groups';
import { percent } from '../../prediction/percent';
import { visibleText } from '../../text/visible';
import { markup, type Html } from '../html';
import { rowsText } from '../notes';
import { shortened } from '../plots/frame';
import { frequentLabels, labelSharesPlot } from '../plots/label-shares-plot';
import { sharesPlot } from '../plots/shares-plot';
import { timesPlot } from '../plots/times-plot';
import { both, longestName } from './parts';
import { grouped } from '../../text/count';

/** How the rows read, by group and over time. */
export function sharesSection({ groups, times, counts, rule }: FileReport, classes: readonly string[]): Html {
  const all: ClassShares | null = groups?.all ?? null;
  const parts: Html[] = [];
  if (groups && all) {
    const bars = [
      { name: 'All', shares: all },
      ...groups.groups.map((group) => ({ name: group.value, shares: group })),
    ];
    const text = {
      title: `How they read, by ${visibleText(groups.name)}`,
      note: `Shares of ${rowsText(all.rows)}; whiskers: 95 % Wilson intervals.`,
    };
    parts.push(
      markup`<h2>${text.title}</h2>${both((scheme) => (rule === 'each' ? labelSharesPlot : sharesPlot)(bars, classes, text, scheme))}`,
    );
    if (groups.others.values > 0) {
      parts.push(
        markup`<p class="note">${grouped(groups.others.values)} other values, of ${rowsText(groups.others.rows)}, are not drawn.</p>`,
      );
    }
    if (groups.apart.length > 0) {
      const items = groups.apart.map(
        ({ value, words }) =>
          markup`<dt>${shortened(value, longestName)}</dt><dd>${words.map(({ phrase, share, otherShare }, at) => markup`${at > 0 && '; '}<em><bdi>${visibleText(phrase)}</bdi></em> ${percent(share)}, elsewhere ${percent(otherShare)}`)}</dd>`,
      );
      parts.push(
        markup`<h3>Words that set a group apart</h3><p class="note">Shares of rows that have them; three standard errors apart or more (log odds with a prior).</p><dl>${items}</dl>`,
      );
    }
  }
  if (times && times.points.length > 0) {
    const dated = times.points.reduce((sum, point) => sum + point.rows, 0);
    const text = {
      title: `How they read, by ${times.unit}`,
      note: `Shares of ${rowsText(dated)} with a date; bands: 95 % Wilson intervals.`,
    };
    const { points } = times;
    const drawn = rule === 'each' ? frequentLabels(points, classes, text) : { points, classes, text };
    parts.push(
      markup`<h2>${text.title}</h2>${both((scheme) => timesPlot(drawn, drawn.classes, drawn.text, scheme))}`,
    );
    if (times.undated > 0)
      parts.push(markup`<p class="note">${rowsText(times.undated)} have no date that could be read.</p>`);
  }
  const left =
    counts.problems > 0 &&
    markup`<p class="note">${rowsText(counts.problems)} without a text that could be read are left out of all figures.</p>`;
  return markup`${parts}${left}`;
}
