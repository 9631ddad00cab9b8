import { compareText } from '../../core/finding.ts';
import { compareVersions } from '../../kube/compare-versions.ts';
import type { ResourceInfo } from '../../kube/resource.ts';

/** Resources that hold nothing of their own: measured or made up when they are asked for, or another's in another form. */
const derived = [
  /^[^.]+\.metrics\.k8s\.io$/,
  /^componentstatuses$/,
  /^events\.events\.k8s\.io$/,
  /\.custom\.metrics\.k8s\.io$/,
  /\.external\.metrics\.k8s\.io$/,
];

const nameOf = ({ group, plural }: ResourceInfo): string => (group === '' ? plural : `${plural}.${group}`);

/** Each resource that can be listed once, in its highest version, in order of group and kind; those that hold nothing of their own left out. */
export function preferredOf(resources: readonly ResourceInfo[]): readonly ResourceInfo[] {
  const best = new Map<string, ResourceInfo>();
  for (const info of resources) {
    if (info.verbs && !info.verbs.includes('list')) continue;
    const name = nameOf(info);
    if (derived.some((pattern) => pattern.test(name))) continue;
    const known = best.get(name);
    if (!known || compareVersions(info.version, known.version) > 0) best.set(name, info);
  }
  return [...best.values()].sort(
    (a, b) => compareText(a.group, b.group) || compareText(a.kind, b.kind) || compareText(a.plural, b.plural),
  );
}
