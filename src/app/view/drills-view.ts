import type { DrillReport, DrillRow, HostRow } from '../drill/drill-report.ts';

/** What a fault does to a host, in one cell. */
export interface DrillCell {
  readonly host: string;
  /** `untouched` where the drill says nothing of the host. */
  readonly state: HostRow['state'] | 'untouched';
  /** How bad it is: 0 fine, 1 up to half a minute, 2 up to five minutes, 3 longer, 4 it does not end by itself; -1 not known. */
  readonly level: -1 | 0 | 1 | 2 | 3 | 4;
  /** What stands in the cell: `0–17 s`, `lasting`. */
  readonly text: string;
}

/** One fault, what it does to each host, and its course. */
export interface DrillLine {
  readonly name: string;
  /** In the order of the hosts. */
  readonly cells: readonly DrillCell[];
  readonly course: DrillRow;
}

/** Which fault does what to which host; its findings are budgets that are broken, or perhaps broken. */
export interface DrillsView
  extends Pick<DrillReport, 'schemaVersion' | 'lab' | 'hosts' | 'skipped' | 'unwatched' | 'findings'> {
  readonly lines: readonly DrillLine[];
  /** How many faults there are, while they are being played. */
  readonly planned?: number;
}
