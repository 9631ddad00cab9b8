import type { LabApp } from '../../lab/schema.ts';

/** Namespaces of the platform itself. */
const taken = new Set([
  ...['default', 'kube-system', 'kube-public', 'kube-node-lease'],
  ...['flux-system', 'metallb-system', 'traefik', 'cert-manager'],
]);

/** The namespace of an app: its name, unless the platform has one of that name. */
export const appNamespace = ({ name }: LabApp): string => (taken.has(name) ? `${name}-app` : name);

/** Labels by which an app's Service and Deployment find its pods. */
export const appLabels = ({ name }: LabApp) => ({ 'app.kubernetes.io/name': name });

/** Name of the container port that Service and probes refer to. */
export const portName = 'http';
