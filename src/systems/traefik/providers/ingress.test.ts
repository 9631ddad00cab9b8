import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { make } from '../test-objects.ts';
import { loadFromIngresses } from './ingress.ts';

const load = (objects: readonly UnknownObject[], ...flags: readonly string[]) =>
  loadFromIngresses(
    readStaticConfiguration([
      '--providers.kubernetesingress',
      ...flags.map((flag) => `--providers.kubernetesingress.${flag}`),
    ]).kubernetesIngress!,
    indexObjects(objects),
  );

const backend = { service: { name: 'hello', port: { number: 80 } } };
const rules = (path: string | undefined, pathType = 'Prefix', host: string | undefined = 'a.example.org') => ({
  rules: [{ host, http: { paths: [{ path, pathType, backend }] } }],
});
const base = [make.service('hello'), make.slice('hello', ['10.42.0.1'])];
const ruleOf = (spec: object, annotations: Record<string, string> = {}, ...flags: readonly string[]) =>
  [...load([...base, make.ingress('i', spec, annotations)], ...flags).routers.values()].map(({ rule }) => rule);

describe('the rule of an Ingress', () => {
  it.each([
    [rules('/x'), 'Host("a.example.org") && PathPrefix("/x")'],
    [rules('/x', 'Exact'), 'Host("a.example.org") && Path("/x")'],
    [rules(undefined), 'Host("a.example.org")'],
    [rules('/', 'Prefix', '*.example.org'), 'Host("*.example.org") && PathPrefix("/")'],
    [rules('/x', 'ImplementationSpecific', ''), 'PathPrefix("/x")'],
    [rules(undefined, 'Prefix', ''), ''],
  ])('%#: is built from host and path', (spec, rule) => {
    expect(ruleOf(spec)).toEqual([rule]);
  });

  it('follows Kubernetes on request', () => {
    expect(ruleOf(rules('/foo/'), {}, 'strictPrefixMatching=true')).toEqual([
      'Host("a.example.org") && (Path("/foo") || PathPrefix("/foo/"))',
    ]);
    expect(ruleOf(rules('/'), {}, 'strictPrefixMatching=true')).toEqual(['Host("a.example.org") && PathPrefix("/")']);
  });

  it('takes another matcher from the annotation, where the path type leaves it open', () => {
    const annotations = { 'traefik.ingress.kubernetes.io/router.pathmatcher': 'PathRegexp' };
    expect(ruleOf(rules('/x', 'ImplementationSpecific'), annotations)).toEqual([
      'Host("a.example.org") && PathRegexp("/x")',
    ]);
    expect(ruleOf(rules('/x', 'Prefix'), annotations)).toEqual(['Host("a.example.org") && PathPrefix("/x")']);
  });
});

describe('the class of an Ingress', () => {
  const ingressClass = (name: string, controller: string): UnknownObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name },
    spec: { controller },
  });
  const classes = [
    ingressClass('traefik', 'traefik.io/ingress-controller'),
    ingressClass('nginx', 'k8s.io/ingress-nginx'),
  ];
  it.each([
    ['traefik', {}, [], 1],
    ['nginx', {}, [], 0],
    ['nope', {}, [], 0],
    ['traefik', {}, ['ingressClass=other'], 0],
    ['traefik', {}, ['disableIngressClassLookup=true'], 0],
    [undefined, {}, [], 1],
    [undefined, { 'kubernetes.io/ingress.class': 'traefik' }, [], 1],
    [undefined, { 'kubernetes.io/ingress.class': 'nginx' }, [], 0],
    [undefined, {}, ['ingressClass=traefik'], 0],
  ])('%j with %j and %j: %d routers', (ingressClassName, annotations, flags, count) => {
    const ingress = make.ingress('i', { ...rules('/'), ingressClassName }, annotations as Record<string, string>);
    expect(load([...base, ...classes, ingress], ...flags).routers.size).toBe(count);
  });
});

describe('names', () => {
  it('are those of namespace, object, host and path; collisions carry the hash of the rule', () => {
    const paths = ['/a-b', '/a/b', '/c'].map((path) => ({ path, pathType: 'Prefix', backend }));
    const { routers } = load([...base, make.ingress('i', { rules: [{ host: 'x.example.org', http: { paths } }] })]);
    expect([...routers.keys()].map((name) => name.replace(/-[0-9a-f]{20}$/, '-HASH'))).toEqual([
      'apps-i-x-example-org-a-b-HASH',
      'apps-i-x-example-org-a-b-HASH',
      'apps-i-x-example-org-c',
    ]);
  });
});

describe('the default backend', () => {
  it('counts only without rules, once, at the lowest priority', () => {
    const { routers, diagnostics } = load([
      ...base,
      make.ingress('a', { defaultBackend: backend }),
      make.ingress('b', { defaultBackend: backend }),
    ]);
    expect([...routers].map(([name, { rule, priority }]) => [name, rule, priority])).toEqual([
      ['default-router', 'PathPrefix("/")', -2147483648n],
    ]);
    expect(diagnostics.map(({ message }) => message)).toEqual(['The default backend already exists.']);
    expect(ruleOf({ defaultBackend: backend, ...rules('/x') })).toEqual(['Host("a.example.org") && PathPrefix("/x")']);
  });
});

describe('what cannot be served', () => {
  const prefix = 'traefik.ingress.kubernetes.io/';
  const to = (service: object) => ({
    rules: [{ host: 'a', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service } }] } }],
  });
  it.each([
    [[make.ingress('i', to({ name: 'nope', port: { number: 80 } }))], 'Cannot create service: service not found'],
    [[make.ingress('i', to({ name: 'hello', port: { number: 81 } }))], 'Cannot create service: service port not found'],
    [
      [make.service('ext', 80, { type: 'ExternalName' }), make.ingress('i', to({ name: 'ext', port: { number: 80 } }))],
      'Cannot create service: externalName services not allowed: apps/ext',
    ],
    [
      [
        make.service('n', 80, { clusterIP: 'None' }, { [`${prefix}service.nativelb`]: 'true' }),
        make.ingress('i', to({ name: 'n', port: { number: 80 } })),
      ],
      'Cannot create service: getting native Kubernetes Service address: no clusterIP on headless service: apps/n',
    ],
    [
      [make.service('empty'), make.ingress('i', to({ name: 'empty', port: { number: 80 } }))],
      'Skipping service: no endpoints found',
    ],
    [
      [make.ingress('i', rules('/'), { [`${prefix}router.foo`]: 'x' })],
      'Failed to parse annotations: field not found, node: foo',
    ],
    [
      [make.ingress('i', rules('/'), { [`${prefix}router.tls.foo`]: 'x' })],
      'Failed to parse annotations: field not found, node: foo',
    ],
    [
      [make.ingress('i', rules('/'), { [`${prefix}router.tls`]: 'maybe' })],
      'Failed to parse annotations: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      [
        make.ingress('i', {
          rules: [
            {
              host: 'a',
              http: { paths: [{ path: '/', pathType: 'Prefix', backend: { resource: { kind: 'X', name: 'y' } } }] },
            },
          ],
        }),
      ],
      'Resource backends are not supported',
    ],
    [
      [make.ingress('i', { defaultBackend: { resource: { kind: 'X', name: 'y' } } })],
      'Resource is not supported for default backend',
    ],
  ])('%#: is said in the words of upstream', (objects, message) => {
    const { diagnostics, routers } = load([...base, ...objects]);
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
    expect(routers.size).toBe(0);
  });

  it('leaves annotations of others alone', () => {
    expect(
      load([
        ...base,
        make.ingress('i', rules('/'), {
          [`${prefix}rule-type`]: 'x',
          'nginx.ingress.kubernetes.io/rewrite-target': '/',
        }),
      ]).diagnostics,
    ).toEqual([]);
  });

  it('keeps the router when a certificate is missing, and skips the rest of its tls', () => {
    const { diagnostics, routers, certificates } = load([
      ...base,
      make.tlsSecret('b', 'c', 'k'),
      make.ingress('i', { ...rules('/'), tls: [{ secretName: 'a' }, { secretName: 'b' }] }),
    ]);
    expect(diagnostics.map(({ message }) => message)).toEqual(['Error configuring TLS: secret apps/a does not exist']);
    expect([routers.size, certificates.length]).toEqual([1, 0]);
  });
});
