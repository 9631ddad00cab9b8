import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../../kube/object.ts';
import { writeYaml } from '../../kube/yaml-write.ts';
import { readRepository } from '../../repo/repository.ts';
import { compare } from './compare.ts';
import type { SideFiles } from './read-sides.ts';

type Fields = Readonly<Record<string, unknown>>;

const make = (apiVersion: string, kind: string, name: string, more: Fields = {}): UnknownObject => {
  const { metadata, namespace = 'apps', ...rest } = more as Fields & { metadata?: object; namespace?: string };
  const home = namespace === '' ? {} : { namespace };
  return { apiVersion, kind, metadata: { name, ...home, ...metadata }, ...rest } as UnknownObject;
};

const stage = (name: string, spec: Fields = {}) =>
  make('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', name, {
    namespace: 'flux-system',
    spec: {
      interval: '10m',
      path: `./${name}`,
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      ...spec,
    },
  });

const source = make('source.toolkit.fluxcd.io/v1', 'GitRepository', 'flux-system', {
  namespace: 'flux-system',
  spec: { url: 'https://git.example.org/lab', ref: { branch: 'main' } },
});

/** A repository whose folders are applied by the stages of their names. */
function flux(
  folders: Readonly<Record<string, readonly UnknownObject[]>>,
  stages?: readonly UnknownObject[],
): SideFiles {
  const brought = stages ?? Object.keys(folders).map((name) => stage(name));
  const cluster = [source, stage('cluster', { path: './cluster' }), ...brought];
  const files = Object.entries({ cluster, ...folders }).flatMap(([folder, objects]) =>
    objects.map((object, i): [string, string] => [`${folder}/${i}-${object.metadata.name}.yaml`, writeYaml(object)]),
  );
  return { repository: readRepository(new Map(files.sort())), releases: [] };
}

const apps = (...objects: readonly UnknownObject[]) => flux({ apps: objects });

const gatewayAt = (address: string) =>
  make('gateway.networking.k8s.io/v1', 'Gateway', 'edge', {
    spec: { gatewayClassName: 'cilium', addresses: [{ value: address }], listeners: [] },
  });

const ciliumPool = (cidr: string) =>
  make('cilium.io/v2', 'CiliumLoadBalancerIPPool', 'lan', { namespace: '', spec: { blocks: [{ cidr }] } });

const deployment = (image: string, spec: Fields = {}, template: Fields = {}) =>
  make('apps/v1', 'Deployment', 'hello', {
    spec: {
      selector: { matchLabels: { app: 'hello' } },
      template: {
        metadata: { labels: { app: 'hello' } },
        spec: { containers: [{ name: 'hello', image }], ...template },
      },
      ...spec,
    },
  });

const service = (type: string, spec: Fields = {}, annotations: Readonly<Record<string, string>> = {}, name = 'hello') =>
  make('v1', 'Service', name, {
    metadata: { annotations },
    spec: { type, selector: { app: 'hello' }, ports: [{ name: 'http', port: 80 }], ...spec },
  });

const pool = (...addresses: readonly string[]) =>
  make('metallb.io/v1beta1', 'IPAddressPool', 'main', { namespace: 'metallb-system', spec: { addresses } });

const route = (match: string, more: Fields = {}, spec: Fields = {}) =>
  make('traefik.io/v1alpha1', 'IngressRoute', 'hello', {
    spec: {
      entryPoints: ['websecure'],
      routes: [{ kind: 'Rule', match, services: [{ name: 'hello', port: 80 }], ...more }],
      tls: {},
      ...spec,
    },
  });

const only = (...sourceRange: readonly string[]) =>
  make('traefik.io/v1alpha1', 'Middleware', 'only', { spec: { ipAllowList: { sourceRange } } });
const guarded = (match = 'Host(`a.example.org`)') => route(match, { middlewares: [{ name: 'only' }] });
const login = make('traefik.io/v1alpha1', 'Middleware', 'only', {
  spec: { forwardAuth: { address: 'http://auth.login.svc/verify' } },
});

const certificate = (dnsNames: readonly string[], issuer = 'letsencrypt') =>
  make('cert-manager.io/v1', 'Certificate', 'web', {
    spec: { secretName: 'web-tls', dnsNames, issuerRef: { kind: 'ClusterIssuer', name: issuer } },
  });

const claim = (storage: string, spec: Fields = {}) =>
  make('v1', 'PersistentVolumeClaim', 'data', {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...spec },
  });
const binding = (role: string) =>
  make('rbac.authorization.k8s.io/v1', 'RoleBinding', 'b', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
    subjects: [{ kind: 'ServiceAccount', name: 'x', namespace: 'apps' }],
  });
const configMap = (name: string, value: string) => make('v1', 'ConfigMap', name, { data: { key: value } });
const kept = { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } };
const reading = { volumes: [{ name: 'c', configMap: { name: 'c' } }] };

/** `weight subject text` of a part. */
async function told(before: SideFiles, after: SideFiles, part: string): Promise<readonly string[]> {
  const { parts } = await compare(before, after);
  const found = parts.find(({ id }) => id === part);
  return (found?.changes ?? []).map(({ weight, subject, text }) => `${weight} ${subject} ${text}`);
}

const cases: readonly (readonly [string, string, SideFiles, SideFiles, readonly string[]])[] = [
  [
    'a network that gains access',
    'access',
    apps(guarded(), only('192.168.0.0/16')),
    apps(guarded(), only('192.168.0.0/16', '10.8.0.0/24')),
    ['danger a.example.org (websecure) 10.8.0.0/24 gains access'],
  ],
  [
    'a network that loses part of itself',
    'access',
    apps(guarded(), only('10.0.0.0/8')),
    apps(guarded(), only('10.0.0.0/9')),
    ['danger a.example.org (websecure) 10.128.0.0/9 loses access'],
  ],
  [
    'a guard that is taken off',
    'access',
    apps(guarded(), only('10.0.0.0/8')),
    apps(route('Host(`a.example.org`)'), only('10.0.0.0/8')),
    ['danger a.example.org (websecure) everybody but 10.0.0.0/8 gains access'],
  ],
  [
    'the same networks in other words',
    'access',
    apps(guarded(), only('10.0.0.0/9', '10.128.0.0/9')),
    apps(guarded(), only('10.0.0.0/8')),
    [],
  ],
  [
    'a login that is asked for no longer',
    'access',
    apps(guarded(), login),
    apps(route('Host(`a.example.org`)'), login),
    ['danger a.example.org (websecure) nobody is asked for login at auth.login.svc any more'],
  ],
  [
    'an address that moves',
    'addresses',
    apps(pool('10.0.0.1-10.0.0.9'), service('LoadBalancer', {}, { 'metallb.io/loadBalancerIPs': '10.0.0.3' })),
    apps(pool('10.0.0.1-10.0.0.9'), service('LoadBalancer', {}, { 'metallb.io/loadBalancerIPs': '10.0.0.4' })),
    ['danger Service/apps/hello moves from 10.0.0.3 to 10.0.0.4'],
  ],
  [
    'an address that its pool no longer holds',
    'addresses',
    apps(pool('10.0.0.1-10.0.0.9'), service('LoadBalancer', {}, { 'metallb.io/loadBalancerIPs': '10.0.0.9' })),
    apps(pool('10.0.0.1-10.0.0.8'), service('LoadBalancer', {}, { 'metallb.io/loadBalancerIPs': '10.0.0.9' })),
    [
      'danger Service/apps/hello loses 10.0.0.9: Failed to allocate IP for "apps/hello": ["10.0.0.9"] is not allowed in config',
      'notice IPAddressPool/metallb-system/main hands out 10.0.0.1-10.0.0.8 instead of 10.0.0.1-10.0.0.9',
    ],
  ],
  [
    'a second Service, which takes what the first has left',
    'addresses',
    apps(pool('10.0.0.1-10.0.0.9'), service('LoadBalancer')),
    apps(pool('10.0.0.1-10.0.0.9'), service('LoadBalancer'), service('LoadBalancer', {}, {}, 'a')),
    ['notice Service/apps/a gets 10.0.0.2'],
  ],
  [
    'Services that come at once, of which nobody knows who is first',
    'addresses',
    apps(pool('10.0.0.1-10.0.0.9')),
    apps(pool('10.0.0.1-10.0.0.9'), service('LoadBalancer'), service('LoadBalancer', {}, {}, 'a')),
    [
      'notice Service/apps/a gets one of 10.0.0.1, 10.0.0.2',
      'notice Service/apps/hello gets one of 10.0.0.1, 10.0.0.2',
    ],
  ],
  [
    'pods that see nodes in place of clients',
    'addresses',
    apps(service('LoadBalancer', { externalTrafficPolicy: 'Local' })),
    apps(service('LoadBalancer')),
    [
      'danger Service/apps/hello pods see nodes in place of clients now (externalTrafficPolicy: Cluster): allow lists are held against those',
    ],
  ],
  [
    'a host that goes and another that comes',
    'routes',
    apps(route('Host(`a.example.org`)')),
    apps(guarded('Host(`b.example.org`) && PathPrefix(`/x`)'), only('10.0.0.0/8')),
    ['danger a.example.org is answered no longer', 'notice b.example.org/x* is answered now, for 10.0.0.0/8'],
  ],
  [
    'a route that a missing middleware disables',
    'routes',
    apps(guarded(), only('10.0.0.0/8')),
    apps(guarded()),
    ['danger a.example.org is not served any more: middleware "apps-only@kubernetescrd" does not exist'],
  ],
  [
    'an HTTPRoute that leads elsewhere',
    'routes',
    apps(
      make('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', {
        spec: {
          parentRefs: [{ name: 'gate' }],
          hostnames: ['a.example.org'],
          rules: [{ backendRefs: [{ name: 'x', port: 80 }] }],
        },
      }),
    ),
    apps(
      make('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', {
        spec: {
          parentRefs: [{ name: 'gate' }],
          hostnames: ['a.example.org'],
          rules: [{ backendRefs: [{ name: 'y', port: 80 }] }],
        },
      }),
    ),
    ['notice a.example.org is answered otherwise'],
  ],
  [
    'an address that a Gateway asks for, and the pool that another load balancer gives addresses from',
    'addresses',
    apps(gatewayAt('192.168.1.5'), ciliumPool('192.168.1.0/28')),
    apps(gatewayAt('192.168.1.6'), ciliumPool('192.168.1.0/27')),
    [
      'danger Gateway/apps/edge moves from 192.168.1.5 to 192.168.1.6',
      'notice CiliumLoadBalancerIPPool/lan hands out 192.168.1.0/27 instead of 192.168.1.0/28',
    ],
  ],
  [
    'a certificate for more names',
    'certificates',
    apps(certificate(['a.example.org'])),
    apps(certificate(['a.example.org', 'b.example.org'])),
    ['notice Secret/apps/web-tls is ordered anew for a.example.org, b.example.org'],
  ],
  [
    'names of a certificate in another order',
    'certificates',
    apps(certificate(['b.example.org', 'a.example.org'])),
    apps(certificate(['a.example.org', 'b.example.org'])),
    [],
  ],
  [
    'another issuer',
    'certificates',
    apps(certificate(['a.example.org'])),
    apps(certificate(['a.example.org'], 'own')),
    ['notice Secret/apps/web-tls is ordered anew, of ClusterIssuer/own instead of ClusterIssuer/letsencrypt'],
  ],
  [
    'what a Kustomization prunes',
    'removals',
    apps(configMap('a', '1'), configMap('b', '1')),
    apps(configMap('b', '1')),
    ['notice ConfigMap/apps/a is deleted: Kustomization flux-system/apps prunes'],
  ],
  [
    'a claim that goes with its data',
    'removals',
    apps(claim('1Gi'), configMap('b', '1')),
    apps(configMap('b', '1')),
    [
      'danger PersistentVolumeClaim/apps/data is deleted, and with it the data where its class reclaims by deleting: Kustomization flux-system/apps prunes',
    ],
  ],
  [
    'what an annotation protects',
    'removals',
    apps({ ...configMap('a', '1'), metadata: { name: 'a', namespace: 'apps', ...kept } }, configMap('b', '1')),
    apps(configMap('b', '1')),
    ['note ConfigMap/apps/a is kept: kustomize.toolkit.fluxcd.io/prune: disabled keeps it'],
  ],
  [
    'what a Kustomization without prune leaves',
    'removals',
    flux({ apps: [configMap('a', '1'), configMap('b', '1')] }, [stage('apps', { prune: false })]),
    flux({ apps: [configMap('b', '1')] }, [stage('apps', { prune: false })]),
    ['note ConfigMap/apps/a is kept: Kustomization flux-system/apps does not prune: it stays, and nobody keeps it'],
  ],
  [
    'what moves to another Kustomization, whoever comes first',
    'removals',
    flux({ one: [configMap('a', '1'), configMap('x', '1')], two: [configMap('y', '1')] }),
    flux({ one: [configMap('x', '1')], two: [configMap('a', '1'), configMap('y', '1')] }),
    [
      'danger ConfigMap/apps/a may be deleted and made anew: moves from flux-system/one to flux-system/two: where flux-system/one comes first it is deleted and made anew, else taken over',
    ],
  ],
  [
    'what moves to a Kustomization that the old one waits for',
    'removals',
    flux({ one: [configMap('a', '1'), configMap('x', '1')], two: [configMap('y', '1')] }, [
      stage('one', { dependsOn: [{ name: 'two' }] }),
      stage('two'),
    ]),
    flux({ one: [configMap('x', '1')], two: [configMap('a', '1'), configMap('y', '1')] }, [
      stage('one', { dependsOn: [{ name: 'two' }] }),
      stage('two'),
    ]),
    ['note ConfigMap/apps/a changes its owner: flux-system/one waits for flux-system/two, which takes it over before'],
  ],
  [
    'a selector that cannot change',
    'refused',
    apps(deployment('x:1')),
    apps(
      deployment('x:1', {
        selector: { matchLabels: { app: 'other' } },
        template: { metadata: { labels: { app: 'other' } }, spec: { containers: [{ name: 'hello', image: 'x:1' }] } },
      }),
    ),
    [
      'danger Deployment/apps/hello cannot be applied: Deployment.apps "hello" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable',
    ],
  ],
  [
    'a claim that cannot shrink',
    'refused',
    apps(claim('2Gi')),
    apps(claim('1Gi')),
    [
      'danger PersistentVolumeClaim/apps/data cannot be applied: PersistentVolumeClaim "data" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ],
  ],
  [
    'a role that a binding cannot change',
    'refused',
    apps(binding('one')),
    apps(binding('two')),
    [
      'danger RoleBinding/apps/b cannot be applied: RoleBinding.rbac.authorization.k8s.io "b" is invalid: roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"two"}: cannot change roleRef',
    ],
  ],
  [
    'what Flux is told to make anew',
    'refused',
    flux({ apps: [binding('one')] }, [stage('apps', { force: true })]),
    flux({ apps: [binding('two')] }, [stage('apps', { force: true })]),
    [
      'danger RoleBinding/apps/b is deleted and made anew, since it cannot be changed: RoleBinding.rbac.authorization.k8s.io "b" is invalid: roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"two"}: cannot change roleRef',
    ],
  ],
  [
    'an image',
    'images',
    apps(deployment('ghcr.io/a/b:1.2.3')),
    apps(deployment('ghcr.io/a/b:1.2.4')),
    ['notice Deployment/apps/hello ghcr.io/a/b 1.2.3 → 1.2.4'],
  ],
  [
    'another digest of the same tag',
    'images',
    apps(deployment('a/b:1@sha256:1111111111111111')),
    apps(deployment('a/b:1@sha256:2222222222222222')),
    [
      'notice Deployment/apps/hello a/b 1: another image of the same tag, @sha256:111111111111… → @sha256:222222222222…',
    ],
  ],
  [
    'a template that changes',
    'restarts',
    apps(deployment('x:1')),
    apps(deployment('x:1', {}, { priorityClassName: 'high' })),
    ['notice Deployment/apps/hello restarts pod by pod: spec.priorityClassName'],
  ],
  [
    'a default that is written out',
    'restarts',
    apps(deployment('x:1')),
    apps(deployment('x:1', { replicas: 1 }, { restartPolicy: 'Always' })),
    [],
  ],
  [
    'a ConfigMap of the same name that pods read',
    'restarts',
    apps(deployment('x:1', {}, reading), configMap('c', '1')),
    apps(deployment('x:1', {}, reading), configMap('c', '2')),
    [
      'notice ConfigMap/apps/c changes, and nothing restarts by it: Deployment/apps/hello read it (files are updated in place within minutes, variables when pods start)',
    ],
  ],
  [
    'a Kustomization that can be built no longer',
    'builds',
    apps(configMap('a', '1')),
    flux({}, [stage('apps')]),
    [
      'danger Kustomization/flux-system/apps cannot be built any more, and what it applied stays as it is: kustomization path not found: stat /tmp/kustomization-0/apps: no such file or directory',
    ],
  ],
];

describe('a change is told', () => {
  test.each(cases)('%s (%s)', async (_, part, before, after, expected) => {
    expect(await told(before, after, part)).toEqual(expected);
  });
});

describe('nothing is told', () => {
  test.each(cases)('of either side alone: %s', async (_, __, before, after) => {
    for (const side of [before, after]) expect(await compare(side, side)).toEqual({ same: true, parts: [], kinds: [] });
  });

  test.each(cases)(
    'that is not there the other way round as well: %s (%s)',
    async (_, part, before, after, expected) => {
      const back = await told(after, before, part);
      // What the API server refuses is refused one way, or both; what goes one way comes the other.
      if (expected.length > 0 && !['refused', 'removals', 'builds'].includes(part)) expect(back).not.toEqual([]);
      if (expected.length === 0) expect(back).toEqual([]);
    },
  );

  test('of what a hook of Helm is made of: it is made anew, and kept in no release', async () => {
    const hook = (image: string) =>
      make('batch/v1', 'Job', 'check', {
        metadata: { annotations: { 'helm.sh/hook': 'post-install' } },
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image }] } } },
      });
    expect(await told(apps(hook('a:1')), apps(hook('a:2')), 'refused')).toEqual([]);
    const { 'helm.sh/hook': _, ...annotations } = hook('a:1').metadata.annotations ?? {};
    const job = (image: string) => ({ ...hook(image), metadata: { ...hook(image).metadata, annotations } });
    expect(await told(apps(job('a:1')), apps(job('a:2')), 'refused')).toEqual([
      'danger Job/apps/check cannot be applied: Job.batch "check" is invalid: spec.template: Invalid value: …: field is immutable',
    ]);
  });

  test('of what only a Kustomization that cannot be built brings', async () => {
    const { parts } = await compare(apps(claim('1Gi')), flux({}, [stage('apps')]));
    expect(parts.map(({ id }) => id)).toEqual(['builds']);
  });

  test('of documents in another order, in other files, with comments', async () => {
    const objects = [
      guarded(),
      only('10.0.0.0/8'),
      deployment('x:1'),
      service('LoadBalancer'),
      pool('10.0.0.1-10.0.0.9'),
    ];
    const base = apps(...objects);
    const cluster = [source, stage('cluster', { path: './cluster' }), stage('apps')].map((each) => writeYaml(each));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(objects, { minLength: objects.length }), fc.nat(4), async (order, cut) => {
        const text = (some: readonly UnknownObject[]) =>
          some.map((each) => `# moved\n${writeYaml(each)}`).join('---\n');
        const files = [
          ['apps/b/one.yaml', text(order.slice(0, cut))],
          ['apps/a/two.yaml', text(order.slice(cut))],
          ['cluster/all.yaml', cluster.join('---\n')],
        ] as const;
        const moved = { repository: readRepository(new Map(files)), releases: [] };
        expect(await compare(base, moved)).toEqual({ same: true, parts: [], kinds: [] });
      }),
      { numRuns: 15 },
    );
  });
});

describe('a file that cannot be read on one side', () => {
  const whole = apps(deployment('app:1'), make('v1', 'ConfigMap', 'settings', { data: { a: '1' } }));
  const without = { ...apps(deployment('app:1')), unread: new Map([['apps/1-settings.yaml', 'no YAML']]) };
  const entryLost: SideFiles = {
    repository: readRepository(new Map([['apps/0-hello.yaml', writeYaml(deployment('app:1'))]])),
    releases: [],
    unread: new Map([['cluster', 'cannot read the folder']]),
  };

  test('deletes nothing: what it held stays as it is', async () => {
    const { parts, kinds } = await compare(whole, without);
    expect(parts.map(({ id }) => id)).toEqual(['builds']);
    expect(parts[0]?.changes).toMatchObject([
      {
        subject: 'ConfigMap/apps/settings',
        text: 'cannot be read any more, and stays as it is: apps/1-settings.yaml: no YAML',
      },
    ]);
    expect(kinds).toEqual([]);
  });

  test('makes nothing new: it may have been there', async () => {
    const { parts, same } = await compare(without, whole);
    expect(same).toBe(true);
    expect(parts.flatMap(({ unknown }) => unknown)).toMatchObject([{ subject: 'ConfigMap/apps/settings' }]);
  });

  test('takes with it what its Kustomizations bring', async () => {
    const { parts, kinds } = await compare(whole, entryLost);
    expect(parts.map(({ id }) => id)).toEqual(['builds']);
    expect(kinds).toEqual([]);
  });
});
