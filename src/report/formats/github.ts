import type { Finding, Severity } from '../../core/finding.ts';
import { countFindings } from '../findings-text.ts';
import { pathFrom } from '../path-from.ts';
import { printable, wellFormed } from '../table.ts';
import type { FormatInput, ReportFormat } from './format.ts';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  unknown: 'notice',
  info: 'notice',
};

/** Workflow commands of GitHub Actions: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export const format: ReportFormat = {
  id: 'github',
  says: 'GitHub Actions: annotations in the files of a pull request, one an error and one for all else that has the same cause',
  print: (input) => {
    const { findings, causes, name } = input.report;
    const told = causes.flatMap(({ severity, findings: members }) =>
      // GitHub shows few annotations a run: what is no error takes one for all of its places.
      (severity === 'error' ? members : members.slice(0, 1)).map((index) =>
        annotation(findings[index]!, severity === 'error' ? 0 : members.length - 1, input),
      ),
    );
    return [...told, ...(input.quiet ? [] : [`${name}: ${countFindings(findings)}`])];
  },
};

function annotation(finding: Finding, more: number, input: FormatInput): string {
  const { code, severity, object, message, why, hint, knownBy, file, line, column } = finding;
  const properties = {
    ...(file && { file: pathFrom(input.cwd, input.report, file) }),
    ...(file && line !== undefined && { line }),
    ...(file && line !== undefined && column !== undefined && { col: column }),
    title: severity === 'unknown' ? `not known: ${code}` : code,
  };
  const printed = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const text = [
    `${object ? `${object}: ` : ''}${message}${more > 0 ? ` (and ${more} more)` : ''}`,
    ...(why ? [`why: ${why}`] : []),
    ...(hint ? [`do: ${hint}`] : []),
    ...(knownBy ? [`known by: ${knownBy}`] : []),
  ].join('\n');
  return `::${commands[severity]} ${printed.join(',')}::${escapeData(text)}`;
}

/** As upstream's toolkit escapes what follows a command (actions/toolkit packages/core/src/command.ts escapeData). */
const escapeData = (text: string): string =>
  printable(wellFormed(text))
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll(/[\n\v\f\u0085\u2028\u2029]/g, '%0A')
    .replaceAll('\t', ' ');

/** As upstream's toolkit escapes a property (actions/toolkit packages/core/src/command.ts escapeProperty). */
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
