import type { MigrateReport, Outage, StepRow, Trouble } from '../app/migrate-report.ts';
import type { Style } from './style.ts';
import { printSeconds, wrap } from './table.ts';

/** Lines of the report of `gatehouse migrate`, at most `width` columns wide. */
export function printMigration(report: MigrateReport, width: number, style: Style): string[] {
  return [
    ...report.steps.flatMap((step) => printStep(step, width, style)),
    ...downtime(report, width, style),
    ...atOnce(report, width, style),
    ...listed('Missing in the end', report.missing, width, style),
    ...listed('Left over', report.leftOver, width, style),
    ...unknowns(report, width, style),
    ...verdict(report, width, style),
  ];
}

/** A text under a head; lines after the first stand below its beginning. */
function hanging(head: string, text: string, width: number): string[] {
  const [first = '', ...more] = wrap(text, width - head.length);
  return [`${head}${first}`, ...more.map((line) => `${' '.repeat(head.length)}${line}`)];
}

function printStep(step: StepRow, width: number, style: Style): string[] {
  const number = `${step.number}. `;
  const [first = '', ...more] = hanging(number, step.title, width);
  const mark = step.proven ? style.green('✔') : style.red('✘');
  return [
    ...[style.bold(first), ...more.map(style.bold)],
    ...hanging('   why  ', step.why, width),
    ...step.todo.flatMap((line) => hanging('   do   ', line, width)),
    ...step.troubles.flatMap((trouble) => hanging('   says ', printTrouble(trouble), width)),
    ...step.losses.flatMap((loss) => hanging('   lost ', loss, width)),
    ...hanging('   seen ', printSeen(step), width),
    ...(step.problem === undefined ? [] : hanging(`   ${mark}    `, step.problem, width)),
    '',
  ];
}

const printTrouble = ({ reason, object, message }: Trouble): string => `${reason} ${object}: ${message.trim()}`;

function printSeen({ outages, by, seconds, proven, problem }: StepRow): string {
  if (problem?.startsWith('not played')) return 'not played';
  const took = seconds > 0 ? `; it takes ${printSeconds(seconds)}` : '';
  const seen = outages.length === 0 ? 'clients see nothing' : outages.map(printOutage).join('; ');
  const sure = by === 'person' ? 'done by a person' : proven ? 'proven in the embedded cluster' : 'not proven';
  return `${seen} (${sure}${took})`;
}

const printOutage = ({ name, seconds, reason, lasts }: Outage): string =>
  `${name} is down for ${printSeconds(seconds)}${lasts ? ' and longer' : ''}: ${reason}`;

function downtime({ downtime: rows }: MigrateReport, width: number, style: Style): string[] {
  if (rows.length === 0) return [];
  const listed = rows.map(({ name, seconds }) => `${name} ${printSeconds(seconds)}`).join(', ');
  return [style.bold('Down in all'), ...wrap(listed, width - 2).map((line) => `  ${line}`), ''];
}

function atOnce({ atOnce: rows }: MigrateReport, width: number, style: Style): string[] {
  return rows.flatMap(({ how, outages, troubles, hazards, problem }) => {
    const lines = [
      ...hazards,
      ...outages.map(printOutage),
      ...troubles.map(printTrouble),
      ...(problem === undefined ? [] : [`in the end: ${problem}`]),
    ];
    return [
      ...wrap(`Without steps, ${how}`, width).map(style.bold),
      ...(lines.length === 0 ? ['clients see nothing'] : lines).flatMap((line) => hanging('  - ', line, width)),
      '',
    ];
  });
}

function listed(title: string, refs: readonly string[], width: number, style: Style): string[] {
  if (refs.length === 0) return [];
  return [style.bold(title), ...wrap(refs.join(', '), width - 2).map((line) => `  ${line}`), ''];
}

function unknowns({ unknown }: MigrateReport, width: number, style: Style): string[] {
  if (unknown.length === 0) return [];
  return [style.bold('Not known'), ...unknown.flatMap((line) => hanging('  - ', line, width)), ''];
}

const words: Readonly<Record<MigrateReport['verdict'], string>> = {
  proven: 'Proven.',
  refuted: 'Refuted.',
  unknown: 'Not proven: something is not known.',
  nothing: '',
};

function verdict({ verdict: is, steps, wallMs, virtualSeconds }: MigrateReport, width: number, style: Style): string[] {
  const good = steps.filter((step) => step.proven).length;
  const text =
    steps.length === 0
      ? 'Nothing to do: both are the same.'
      : `${words[is]} ${good} of ${steps.length} steps end with everything ready and every name answered.`;
  const paint = is === 'refuted' ? style.red : is === 'unknown' ? style.yellow : style.green;
  const took = `Took ${(wallMs / 1000).toFixed(1)} s; the steps take ${printSeconds(virtualSeconds)}.`;
  return [...wrap(text, width).map(paint), took];
}
