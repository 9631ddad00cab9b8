import type { UnknownObject } from '../../../kube/object.ts';
import { fluxNamespace } from '../component-names.ts';

/** Services of Flux itself, which stand in no file where an operator or `flux bootstrap` makes them (fluxcd/flux2 manifests/bases). */
export const ownServices: readonly UnknownObject[] = [
  'notification-controller',
  'source-controller',
  'source-watcher',
  'webhook-receiver',
].map((name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: fluxNamespace },
  spec: { ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
}));
