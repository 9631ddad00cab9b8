import type { ComposedObject } from '../composed-object.ts';

/** What the Pod Security admission lets into a namespace. */
export type PodSecurity = 'privileged' | 'baseline' | 'restricted';

/** A namespace that enforces a Pod Security level, and audits and warns by the same. */
export function namespaceObject(name: string, level: PodSecurity, why?: string): ComposedObject {
  const labels = Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
  );
  return {
    file: 'namespace.yaml',
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
    ...(why && { comments: { 'metadata.labels': why } }),
  };
}
