import type { FileTable } from '../table/file-table';
import type { Reasons } from '../table/reasons';
import type { ExplainedRows } from './drivers';

/** Those of some rows that were drawn and have reasons. */
export function explainedRows(table: FileTable, reasons: Reasons, rows: Uint32Array): ExplainedRows {
  const counted = reasons.counted();
  const explained = rows.filter((row) => counted[row] === 1);
  return {
    count: explained.length,
    at: (index) => {
      const row = explained[index]!;
      return { text: table.text(row), reasons: reasons.of(row)! };
    },
  };
}
