import { type DoctorReport, type HeldLab, isHealthy } from '../app/doctor-report.ts';
import { hasErrors } from '../core/finding.ts';
import type { Diagnosis } from '../operate/diagnose/diagnose.ts';
import type { Cause, Likelihood } from '../operate/diagnose/playbook.ts';
import { printFindings } from './findings-text.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** Lines of what a cluster is ill with: symptom, causes with what speaks for them, and what ends it. */
export function printDoctor(report: DoctorReport, width: number, style: Style): string[] {
  const { cluster, diagnoses, notLookedAt, playbooks } = report;
  return [
    ...wrap(headOf(report), width).map(style.bold),
    ...diagnoses.flatMap((each) => ['', ...diagnosisLines(each, width, style)]),
    ...(notLookedAt.length > 0
      ? [
          '',
          style.yellow('Not known'),
          ...[...new Set(notLookedAt.map(({ reason }) => reason))].flatMap((reason) => hang(reason, 2, width)),
          ...hang(`it matters to ${notLookedAt.map(({ playbook }) => playbook).join(', ')}`, 2, width),
        ]
      : []),
    ...(report.lab ? ['', ...labLines(report.lab, width, style)] : []),
    ...(diagnoses.length === 0 ? ['', style.dim(`${playbooks} playbooks were gone through for ${cluster}`)] : []),
  ];
}

function labLines({ name, findings }: HeldLab, width: number, style: Style): string[] {
  if (findings.length === 0) return wrap(`Nodes, addresses and hosts are as ${name} says`, width);
  return [style.bold(`Held against ${name}`), ...printFindings(findings, width, style)].slice(0, -1);
}

function headOf(report: DoctorReport): string {
  const { cluster, diagnoses, notLookedAt } = report;
  const open = notLookedAt.length > 0 ? ', as far as it may be read' : '';
  const other = hasErrors(report.lab?.findings ?? []) ? `, but not as ${report.lab?.name} says` : '';
  if (diagnoses.length === 0) return `${cluster} is healthy${open}${other}`;
  const count = (wanted: Diagnosis['severity']) => diagnoses.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const told = [
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'thing does' : 'things do'} not work`] : []),
    ...(warnings > 0 ? [`${warnings} will not for ever`] : []),
  ];
  return `${cluster}${isHealthy(report) ? ' is healthy; ' : ': '}${told.join(', ')}${open}${other}`;
}

const shownAlike = 3;

function diagnosisLines({ severity, objects, shows, causes, ...told }: Diagnosis, width: number, style: Style) {
  const paint = severity === 'error' ? style.red : style.yellow;
  const [first = '', ...others] = objects;
  const more = others.length === 0 ? '' : `, and so ${others.length === 1 ? 'does' : 'do'} ${shortList(others)}`;
  return [
    ...wrap(`${first} ${shows}${more}`, width).map(paint),
    ...causes.flatMap((cause) => causeLines(cause, width, style)),
    ...(told.consequences.length > 0 ? hang(`with it: ${shortList(told.consequences)}`, 2, width) : []),
    ...hang(`why: ${told.why}`, 2, width).map(style.dim),
  ];
}

const words: Readonly<Record<Likelihood, string>> = { certain: 'because', likely: 'most likely', possible: 'or' };

function causeLines({ likelihood, cause, evidence, fix, commands = [] }: Cause, width: number, style: Style) {
  return [
    ...hang(`${words[likelihood]}: ${cause}`, 2, width),
    ...evidence.flatMap((line) => hang(`seen: ${line}`, 4, width)).map(style.dim),
    ...hang(`fix: ${fix}`, 4, width).map(style.green),
    // A command is copied whole: it is not broken.
    ...commands.map((command) => style.cyan(`    ${command}`)),
  ];
}

const shortList = (names: readonly string[]): string =>
  names.length <= shownAlike
    ? names.join('; ')
    : `${names.slice(0, shownAlike).join('; ')}; and ${names.length - shownAlike} more`;

const hang = (text: string, indent: number, width: number): string[] =>
  wrap(text, width - indent - 2).map((line, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${line}`);
