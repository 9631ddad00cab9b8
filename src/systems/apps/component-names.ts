import type { LabApp } from './lab.ts';

/** The namespace of an app: its name, unless a system of the platform has that for itself. */
export const appNamespace = ({ name }: LabApp, taken: readonly string[]): string =>
  taken.includes(name) ? `${name}-app` : name;

/** Labels by which an app's Service and Deployment find its pods. */
export const appLabels = ({ name }: LabApp) => ({ 'app.kubernetes.io/name': name });

/** Name of the container port that Service and probes refer to. */
export const portName = 'http';
