import type { ServedResource } from '../api/state.ts';

/** Kind and verbs of a part of a resource. */
export interface Subresource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

const writable = ['get', 'patch', 'update'];
const proxied = ['create', 'delete', 'get', 'patch', 'update'];

const special: Readonly<Record<string, Partial<Subresource>>> = {
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: writable },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  token: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] },
  attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  log: { verbs: ['get'] },
  finalize: { verbs: ['update'] },
};

/** What a part of a resource (`status`, `scale`, `log` …) takes and gives. */
export function subresourceKind(resource: ServedResource, name: string): Subresource {
  const { group, version, kind } = resource;
  const own = { group, version, kind, verbs: writable };
  if (name === 'proxy') return { ...own, kind: `${kind}ProxyOptions`, verbs: proxied };
  return { ...own, ...special[name] };
}
