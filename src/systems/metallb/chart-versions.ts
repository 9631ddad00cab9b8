import { comparedVersions } from './chart-files.ts';

/** Minor version of a chart version `0.x.y`, with or without a leading `v`. */
const minorOf = (version: string): number => Number(version.replace(/^v/, '').split('.')[1]);

/** Whether FRR runs apart from the speaker by default, as the frr-k8s subchart: since 0.16 (charts/metallb/values.yaml). */
export const runsFrrApart = (version: string): boolean => minorOf(version) >= 16;

/** Whether a chart version is of a minor that the model was compared with. */
export const isCompared = (version: string): boolean =>
  comparedVersions.some((known) => minorOf(known) === minorOf(version) && /^v?0\.\d+\.\d+$/.test(version));

/** The compared version that stands for a chart version: itself, else of its minor, else the newest where FRR runs in the same place. */
export function nearestVersion(version: string): (typeof comparedVersions)[number] {
  const plain = version.replace(/^v/, '');
  const alike = comparedVersions.filter((known) => runsFrrApart(known) === runsFrrApart(version));
  return (
    alike.find((known) => known === plain) ??
    alike.find((known) => minorOf(known) === minorOf(version)) ??
    alike[0] ??
    comparedVersions[0]
  );
}
