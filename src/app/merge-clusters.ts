import { compareFindings, type Finding } from '../core/finding.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { addCoverages } from './coverage.ts';
import type { ChartRow, Coverage } from './up-report.ts';

/** What was found in one cluster of a repository; its name is empty where the repository is for one. */
export interface CheckedCluster {
  readonly name: string;
  readonly objects: readonly SourcedObject[];
  readonly findings: readonly Finding[];
  readonly charts: readonly ChartRow[];
  readonly coverage: Coverage;
}

/** What was found in all clusters of a repository. */
export interface CheckedRepository extends Omit<CheckedCluster, 'name' | 'objects'> {
  /** How many were looked at, those that charts make included. */
  readonly objects: number;
  /** Of a repository for several clusters: those that were checked, each by itself. */
  readonly clusters?: readonly { readonly name: string; readonly objects: number }[];
}

/** One report on all clusters: what holds of several is said once, with their names. */
export function mergeClusters(parts: readonly CheckedCluster[]): CheckedRepository {
  const [{ name: _, ...first }] = parts as [CheckedCluster];
  if (parts.length === 1) return { ...first, objects: first.objects.length };
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
    coverage: addCoverages(parts.map(({ coverage }) => coverage)),
    clusters: parts.map(({ name, objects }) => ({ name, objects: objects.length })),
  };
}
