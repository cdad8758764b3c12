import type { Changes } from '../../core/insight/changes';
import type { Drivers } from '../../core/insight/drivers';
import type { ClassShares, GroupShares } from '../../core/insight/groups';
import type { LabelReport } from '../../core/insight/label-report';
import type { LabelSetReport } from '../../core/insight/label-set-report';
import type { TimeShares } from '../../core/insight/times';
import type { GroupApart } from '../../workers/file-api';
import type { TableQuery } from '../../core/table/select-rows';
import { Figure } from './figure.svelte';

/** A list of drivers, and whether filters had left rows out when it was made. */
export interface ShownDrivers {
  readonly list: Drivers;
  readonly isFiltered: boolean;
}

/** How the rows of a query read. */
export interface ShownShares {
  readonly query: TableQuery;
  readonly shares: ClassShares;
}

/** What a file's worker makes of the rows on show, as far as the page asks for it. */
export class FileFigures {
  readonly drivers = new Figure<ShownDrivers>();
  readonly shares = new Figure<ShownShares>();
  readonly groups = new Figure<GroupShares>();
  readonly apart = new Figure<GroupApart>();
  readonly times = new Figure<TimeShares>();
  readonly labels = new Figure<LabelReport>();
  readonly labelSets = new Figure<LabelSetReport>();
  readonly changes = new Figure<Changes>();

  reset(): void {
    const { drivers, shares, groups, apart, times, labels, labelSets, changes } = this;
    for (const figure of [drivers, shares, groups, apart, times, labels, labelSets, changes]) figure.reset();
  }
}
