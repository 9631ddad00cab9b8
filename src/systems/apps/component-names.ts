import type { LabApp } from './lab.ts';

/** The namespace of an app: that which it names, or its name, unless a system of the platform has that for itself. */
export function appNamespace(
  { name, namespace }: Pick<LabApp, 'name' | 'namespace'>,
  taken: readonly string[],
): string {
  return namespace ?? (taken.includes(name) ? `${name}-app` : name);
}

/** Namespaces that are in every cluster. */
export const builtinNamespaces: readonly string[] = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Labels by which an app's Service and Deployment find its pods. */
export const appLabels = ({ name }: Pick<LabApp, 'name'>) => ({ 'app.kubernetes.io/name': name });

/** A text as part of a name: `/var/lib/x` is `var-lib-x`. */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '') || 'root';
