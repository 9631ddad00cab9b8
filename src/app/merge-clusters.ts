import { compareFindings, type Finding } from '../core/finding.ts';
import type { SourcedObject } from '../kube/origin.ts';
import type { CheckReport } from './check.ts';
import type { ChartRow } from './up-report.ts';

/** What was found in one cluster of a repository; its name is empty where the repository is for one. */
export interface CheckedCluster {
  readonly name: string;
  readonly objects: readonly SourcedObject[];
  readonly findings: readonly Finding[];
  readonly charts: readonly ChartRow[];
}

/** One report on all clusters: what holds of several is said once, with their names. */
export function mergeClusters(
  parts: readonly CheckedCluster[],
): Pick<CheckReport, 'objects' | 'findings' | 'charts' | 'clusters'> {
  const [first] = parts as [CheckedCluster];
  if (parts.length === 1) return { objects: first.objects.length, findings: first.findings, charts: first.charts };
  const found = new Map<string, { finding: Finding; names: string[] }>();
  for (const { name, findings } of parts) {
    for (const finding of findings) {
      const key = JSON.stringify(finding);
      const known = found.get(key);
      if (known) known.names.push(name);
      else found.set(key, { finding, names: [name] });
    }
  }
  return {
    objects: parts.reduce((sum, { objects }) => sum + objects.length, 0),
    findings: [...found.values()]
      .map(({ finding, names }) => (names.length === parts.length ? finding : { ...finding, clusters: names }))
      .sort(compareFindings),
    charts: parts.flatMap(({ charts }) => charts),
    clusters: parts.map(({ name, objects }) => ({ name, objects: objects.length })),
  };
}
