import type { DrillReport, DrillRow, HostRow } from '../drill/drill-report.ts';
import type { DrillCell, DrillLine, DrillsView } from './drills-view.ts';

/** Faults against hosts; the worst cells are found by their level. */
export function viewDrills(report: DrillReport, planned?: number): DrillsView {
  const { schemaVersion, lab, hosts, skipped, unwatched, findings } = report;
  const lines = report.drills.map((course) => lineOf(course, hosts));
  return { schemaVersion, lab, hosts, lines, ...(planned !== undefined && { planned }), skipped, unwatched, findings };
}

function lineOf(course: DrillRow, hosts: readonly string[]): DrillLine {
  const rows = new Map(course.hosts.map((row) => [row.host, row]));
  return { name: course.name, course, cells: hosts.map((host) => cellOf(host, rows.get(host))) };
}

function cellOf(host: string, row: HostRow | undefined): DrillCell {
  if (!row) return { host, state: 'untouched', level: 0, text: 'untouched' };
  return { host, state: row.state, level: levelOf(row), text: textOf(row) };
}

function levelOf({ state, seconds }: HostRow): DrillCell['level'] {
  if (state === 'fine') return 0;
  if (state === 'lasting') return 4;
  if (state === 'not-known' || !seconds) return -1;
  const [, most] = seconds;
  return most <= 30 ? 1 : most <= 300 ? 2 : 3;
}

function textOf({ state, seconds }: HostRow): string {
  if (state === 'outage' && seconds) return printSeconds(seconds);
  return { fine: 'fine', outage: 'outage', lasting: 'lasting', 'not-known': 'not known' }[state];
}

/** A span in the unit of its longer end, rounded outwards. */
function printSeconds([least, most]: readonly [number, number]): string {
  const [unit, name] = most >= 7200 ? [3600, 'h'] : most >= 120 ? [60, 'min'] : [1, 's'];
  const [low, high] = [Math.floor(least / unit), Math.ceil(most / unit)];
  return low === high ? `${high} ${name}` : `${low}–${high} ${name}`;
}
