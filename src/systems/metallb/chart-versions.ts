/** Whether FRR runs apart from the speaker by default, as the frr-k8s subchart: since 0.16 (charts/metallb/values.yaml). */
export const runsFrrApart = (version: string): boolean => minorOf(version) >= 16;

/** Minor version of a chart version `0.x.y`, with or without a leading `v`. */
export const minorOf = (version: string): number => Number(version.replace(/^v/, '').split('.')[1]);
