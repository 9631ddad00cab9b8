import { placeKeyOf } from '../../core/finding.ts';
import { ruledSystems } from '../../systems/ruled.ts';
import type { CheckReport } from '../check-report.ts';
import type { FindingGroup, FindingsView, ShownFinding } from './findings-view.ts';
import { mendedFile } from './mended-file.ts';

/** What was found, by cause, and whose it is. */
type Told = Pick<CheckReport, 'schemaVersion' | 'name' | 'findings' | 'causes' | 'fix'>;

/** What is found by cause, given what `check` found and what `--fix` would mend. */
export function viewFindings(report: Told, path: string, fix: CheckReport['fix'] = report.fix): FindingsView {
  const mended = new Set((fix?.mended ?? []).map(placeKeyOf));
  const show = (index: number): ShownFinding => {
    const finding = report.findings[index]!;
    return { ...finding, system: systemOf.get(finding.code) ?? '', fixable: mended.has(placeKeyOf(finding)) };
  };
  const groups = report.causes.map(({ code, severity, message, findings, touches }): FindingGroup => {
    const words = touches
      ? `${touches.objects}${touches.of === undefined ? '' : ` of ${touches.of}`} ${touches.kind}`
      : '';
    return { code, severity, message, findings: findings.map(show), touches: words };
  });
  const counts = { error: 0, warning: 0, unknown: 0, info: 0 };
  for (const { severity } of report.findings) counts[severity] += 1;
  const { schemaVersion, name: lab } = report;
  return { schemaVersion, lab, path, counts, groups, mended: (fix?.files ?? []).map(mendedFile) };
}

const systemOf = new Map(ruledSystems.flatMap(({ id, rules }) => rules.map((rule) => [rule.id, id] as const)));
