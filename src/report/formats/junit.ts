import type { Finding } from '../../core/finding.ts';
import { placeOf, wordOf } from '../findings-text.ts';
import { pathFrom } from '../path-from.ts';
import type { FormatInput, ReportFormat } from './format.ts';

/** JUnit's XML as CI servers read it: https://github.com/testmoapp/junitxml */
export const format: ReportFormat = {
  id: 'junit',
  says: 'CI servers that show tests: an error is a failure, what is not known is skipped, and what else is told passes with its text',
  print: (input) => {
    const { findings, name } = input.report;
    const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
    const counts = `tests="${findings.length + 1}" failures="${count('error')}" errors="0" skipped="${count('unknown')}"`;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="gatehouse" ${counts}>`,
      `  <testsuite name="${escapeXml(`gatehouse check ${name}`)}" ${counts}>`,
      `    <testcase classname="gatehouse" name="${escapeXml(`${name} is read and judged`)}"/>`,
      ...findings.flatMap((finding) => testCase(finding, input)),
      '  </testsuite>',
      '</testsuites>',
    ];
  },
};

function testCase(finding: Finding, { cwd, report }: FormatInput): readonly string[] {
  const { code, severity, object, message, file, line } = finding;
  const said = object ? `${object}: ${message}` : message;
  const place = file
    ? ` file="${escapeXml(pathFrom(cwd, report, file))}"${line === undefined ? '' : ` line="${line}"`}`
    : '';
  const text = escapeXml(bodyOf(finding));
  const inside = {
    error: `<failure type="${code}" message="${escapeXml(message)}">${text}</failure>`,
    unknown: `<skipped message="${text}"/>`,
    warning: `<system-out>${text}</system-out>`,
    info: `<system-out>${text}</system-out>`,
  }[severity];
  return [
    `    <testcase classname="${escapeXml(code)}" name="${escapeXml(said)}"${place}>`,
    `      ${inside}`,
    '    </testcase>',
  ];
}

const bodyOf = (finding: Finding): string =>
  [
    `${wordOf[finding.severity]}: ${finding.message}`,
    ...(finding.file ? [`at: ${placeOf(finding)}`] : []),
    ...(finding.why ? [`why: ${finding.why}`] : []),
    ...(finding.hint ? [`do: ${finding.hint}`] : []),
    ...(finding.knownBy ? [`known by: ${finding.knownBy}`] : []),
  ].join('\n');

/** What XML 1.0 has no way to write (its Char production), and what would steer a terminal, becomes the replacement character; line ends stay in attributes, too. */
function escapeXml(text: string): string {
  return [...text].map((each) => entities[each] ?? (isChar(each.codePointAt(0) ?? 0) ? each : '\ufffd')).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

const isChar = (code: number): boolean =>
  (code >= 0x20 && code < 0x7f) ||
  (code >= 0xa0 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  code >= 0x10000;
