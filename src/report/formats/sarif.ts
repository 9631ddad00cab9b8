import { fingerprintOf } from '../../check/fingerprint.ts';
import type { Finding, Severity } from '../../core/finding.ts';
import { printJson } from '../json.ts';
import { pathFrom } from '../path-from.ts';
import { wellFormed } from '../table.ts';
import type { FormatInput, ReportFormat, RuleNote } from './format.ts';

/** What is not known is neither right nor wrong: SARIF calls that open, and wants no level for it (§3.27.9, §3.27.10). */
const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  unknown: 'none',
};

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html */
export const format: ReportFormat = {
  id: 'sarif',
  says: 'code scanning: SARIF 2.1.0, each finding with a fingerprint that stays when lines move',
  asksForRules: true,
  print: (input) => {
    const { findings } = input.report;
    const rules = rulesOf(findings, input.rules);
    const indexes = new Map(rules.map(({ id }, index) => [id, index]));
    const counted = new Map<string, number>();
    const results = findings.map((finding) => resultOf(finding, indexes.get(finding.code) ?? 0, counted, input));
    const run = {
      tool: { driver: { name: 'Gatehouse', version: input.version, semanticVersion: input.version, rules } },
      columnKind: 'utf16CodeUnits',
      results,
    };
    const $schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
    return [printJson({ $schema, version: '2.1.0', runs: [run] })];
  },
};

/** Descriptions of the codes that were found, in their order. */
function rulesOf(findings: readonly Finding[], notes: readonly RuleNote[]) {
  const known = new Map(notes.map((note) => [note.id, note]));
  return [...new Set(findings.map(({ code }) => code))].sort().map((id) => {
    const note = known.get(id);
    if (!note) return { id };
    const text = `${note.summary} ${note.why}`;
    return {
      id,
      shortDescription: { text: note.summary },
      fullDescription: { text: note.why },
      help: { text },
      defaultConfiguration: { level: levels[note.severity] },
    };
  });
}

function resultOf(finding: Finding, ruleIndex: number, counted: Map<string, number>, { cwd, report }: FormatInput) {
  const { code, severity, object, message, hint, knownBy, file, line, column } = finding;
  const print = fingerprintOf(finding);
  const count = (counted.get(print) ?? 0) + 1;
  counted.set(print, count);
  const next = hint ?? (knownBy && `known by: ${knownBy}`);
  const region =
    line === undefined ? {} : { region: { startLine: line, ...(column !== undefined && { startColumn: column }) } };
  const uri = encodeURI(wellFormed(pathFrom(cwd, report, file ?? '')));
  return {
    ruleId: code,
    ruleIndex,
    ...(severity === 'unknown' && { kind: 'open' }),
    level: levels[severity],
    message: { text: `${object ? `${object}: ` : ''}${message}${next ? `\n${next}` : ''}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, ...region },
        ...(object && { logicalLocations: [{ fullyQualifiedName: object, kind: 'resource' }] }),
      },
    ],
    partialFingerprints: { 'gatehouse/v1': `${print}:${count}` },
  };
}
