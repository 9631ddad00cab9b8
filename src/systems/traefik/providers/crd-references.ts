import { normalise } from '../model/go-text.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import type { NameRef } from '../read-objects.ts';
import { Refusal } from './servers.ts';

/** Provider name of the CRDs. */
export const crdProvider = 'kubernetescrd';

/** Whether a namespace may name other providers' resources. Upstream: crd/kubernetes.go isCrossProviderNamespaceAllowed. */
export const mayCrossProviders = (settings: ProviderSettings, namespace: string): boolean =>
  settings.crossProviderNamespaces?.includes(namespace) ?? true;

/** Whether an object may refer to another namespace. Upstream: crd/kubernetes.go isNamespaceAllowed. */
export const mayReach = (settings: ProviderSettings, from: string, to: string): boolean =>
  settings.allowCrossNamespace || from === to;

/**
 * The name a reference to a middleware or TLS option stands for.
 * Upstream: crd/kubernetes.go resolveReference.
 */
export function resolveReference(settings: ProviderSettings, namespace: string, ref: NameRef): string {
  if (ref.name.includes('@')) {
    if (!settings.allowCrossNamespace && ref.name.endsWith(`@${crdProvider}`)) {
      throw new Refusal('when allowCrossNamespace is disabled, @kubernetescrd references are disallowed');
    }
    if (!mayCrossProviders(settings, namespace)) {
      throw new Refusal(`namespace "${namespace}" is not in crossProviderNamespaces`);
    }
    return ref.name;
  }
  const target = ref.namespace || namespace;
  if (!mayReach(settings, namespace, target)) {
    throw new Refusal('allowCrossNamespace is disabled, cross-namespace are disallowed');
  }
  return normalise(`${target}-${ref.name}`);
}

/** Names of a list of middlewares. Upstream: crd/kubernetes_http.go makeMiddlewareKeys. */
export function middlewareKeys(settings: ProviderSettings, namespace: string, refs: readonly NameRef[]): string[] {
  return refs.map((ref) => {
    try {
      return resolveReference(settings, namespace, ref);
    } catch (thrown) {
      if (thrown instanceof Refusal)
        throw new Refusal(`invalid reference to middleware ${ref.name}: ${thrown.message}`);
      throw thrown;
    }
  });
}
