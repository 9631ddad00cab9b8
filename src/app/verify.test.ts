import { describe, expect, test } from 'vitest';
import { behind, type Edit, edited, gate, hello, middleware, route, trusted } from './test-edits.ts';
import { up } from './up.ts';
import type { UpReport } from './up-report.ts';

const deployment = 'apps/hello/deployment.yaml';
const service = 'apps/hello/service.yaml';

async function bringUp(edits: readonly Edit[]): Promise<UpReport> {
  const { signal } = new AbortController();
  const { report, close } = await up(edited(edits), { keep: false, onProgress: () => undefined, signal });
  await close();
  return report;
}

const secret = (users: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'users', namespace: 'hello' },
    stringData: { users },
  });

const login: readonly Edit[] = [behind('login'), [route, middleware('login', { basicAuth: { secret: 'users' } })]];

const ingress = (spec: object): string =>
  JSON.stringify({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'second', namespace: 'hello' },
    spec: {
      rules: [
        {
          host: 'second.home.example.org',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'hello', port: { number: 80 } } } }],
          },
        },
      ],
      ...spec,
    },
  });

const strictOption = `apiVersion: traefik.io/v1alpha1
kind: TLSOption
metadata: { name: default, namespace: hello }
spec: { sniStrict: true }
`;
const outside: readonly Edit[] = [
  [
    service,
    '  type: ClusterIP\n  selector:\n    app.kubernetes.io/name: hello\n',
    '  type: ExternalName\n  externalName: nas.example.org\n',
  ],
  [gate, '  values:\n', '  values:\n    providers:\n      kubernetesCRD:\n        allowExternalNameServices: true\n'],
];

/** What of the findings counts: what is advice for the repository as a whole is left out. */
const told = ({ findings }: UpReport) =>
  findings
    .filter(({ severity, code }) => severity !== 'info' && code !== 'unencrypted-secret-in-repository')
    .map(({ severity, code, object = '' }) => `${severity} ${code} ${object}`);

const ofHello = ({ routes }: UpReport) =>
  routes
    .filter(({ object }) => object.includes('/hello/'))
    .map(({ ok, url, observed }) => `${ok ? 'kept' : 'broken'} ${url} ${observed}`);

describe('a platform with a change', () => {
  test.each<[string, readonly Edit[], UpReport['verdict'], readonly string[]]>([
    ['nothing', [], 'proven', []],
    [
      'a misspelt entry point',
      [[route, 'websecure', 'websecur']],
      'refuted',
      ['error entry-point-unknown IngressRoute/hello/hello'],
    ],
    [
      'an app that rests',
      [[deployment, 'replicas: 2', 'replicas: 0']],
      'unknown',
      ['unknown route-not-verified IngressRoute/hello/hello'],
    ],
    [
      'an auth server in front',
      [behind('auth'), [route, middleware('auth', { forwardAuth: { address: 'http://auth.example.org/' } })]],
      'unknown',
      ['unknown route-not-verified IngressRoute/hello/hello'],
    ],
    [
      'a password in the clear',
      [...login, [route, secret('ann:secret')]],
      'refuted',
      ['error basic-auth-not-hashed Secret/hello/users'],
    ],
    ['a hashed password', [...login, [route, secret(`ann:$2y$05$${'a'.repeat(53)}`)]], 'proven', []],
    [
      'no TLS where browsers speak it',
      [
        [route, '  tls: {}\n', ''],
        [gate, '      websecure:\n', '      websecure:\n        http: {tls: {enabled: false}}\n'],
      ],
      'refuted',
      ['error route-without-tls IngressRoute/hello/hello'],
    ],
    ['a host outside the cluster', outside, 'proven', []],
    [
      'every server name asked for by its own certificate',
      [
        [route, strictOption],
        [route, 'tls: {}', 'tls: {secretName: none}'],
      ],
      'refuted',
      ['error tls-secret-missing IngressRoute/hello/hello'],
    ],
    [
      'an Ingress of a class that nobody has',
      [[route, ingress({ ingressClassName: 'nginx' })]],
      'unknown',
      ['unknown route-not-verified Ingress/hello/second'],
    ],
    ['an Ingress without tls', [[route, ingress({ ingressClassName: 'traefik' })]], 'proven', []],
    [
      'an allow list that does not see clients',
      [[trusted, 'externalTrafficPolicy: Local', 'externalTrafficPolicy: Cluster']],
      'unknown',
      [
        'unknown client-address-rewritten IngressRoute/traefik/dashboard',
        'warning external-traffic-policy-hides-client Service/traefik/traefik-dashboard',
      ],
    ],
    [
      'another route with a longer rule',
      [
        [
          route,
          JSON.stringify({
            apiVersion: 'traefik.io/v1alpha1',
            kind: 'IngressRoute',
            metadata: { name: 'all', namespace: 'hello' },
            spec: {
              entryPoints: ['websecure'],
              tls: {},
              routes: [
                {
                  kind: 'Rule',
                  match: 'HostRegexp(`^[a-z0-9-]+\\.home\\.example\\.org$`)',
                  services: [{ name: 'other', port: 80 }],
                },
              ],
            },
          }),
        ],
        [
          service,
          JSON.stringify({
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'other', namespace: 'hello' },
            spec: { selector: { none: 'none' }, ports: [{ port: 80 }] },
          }),
        ],
      ],
      'refuted',
      [],
    ],
  ])('%s comes to its verdict, each finding at its object', async (name, edits, verdict, expected) => {
    const report = await bringUp(edits);
    expect(report.verdict).toBe(verdict);
    const found = told(report).filter((line) => !/assum|selector-matches-nothing/.test(line));
    if (name === 'another route with a longer rule')
      expect(found).toContain('error route-outranked IngressRoute/hello/hello');
    else expect(found).toEqual(expected);
  });

  test('a host outside the cluster is proven to be sent there', async () => {
    const report = await bringUp(outside);
    expect(ofHello(report)).toContain(`kept ${hello} 200 hello/hello`);
    expect(report.assumptions.map(({ id }) => id)).toContain('outside-hosts-answer');
  });

  test('an app whose pods cannot run says which pod and why, at the route and at what waits for it', async () => {
    const report = await bringUp([
      [
        deployment,
        '    spec:\n      # The app',
        '    spec:\n      nodeSelector: {zone: moon}\n      nodeName: nowhere\n      # The app',
      ],
    ]);
    const [, ...messages] = [
      '',
      ...report.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    ];
    expect(messages.join('\n')).toMatch(/pod hello-\S+ /);
  });
});

test.each([
  ['nobody', {}, 'unknown', ['closed-by-network-policy']],
  ['the pods of the gate’s namespace', { from: 'traefik' }, 'proven', []],
] as const)('a network policy that lets in %s', async (_, { from }: { readonly from?: string }, verdict, codes) => {
  const selector = { matchLabels: { 'kubernetes.io/metadata.name': from } };
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'door', namespace: 'hello' },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: from ? [{ from: [{ namespaceSelector: selector }], ports: [{ port: 8080 }] }] : [],
    },
  };
  const report = await bringUp([[service, JSON.stringify(policy)]]);
  expect(report.verdict).toBe(verdict);
  expect(report.findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code)).toEqual(codes);
});
