import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { up } from './up.ts';
import type { UpReport } from './up-report.ts';

const kustomization = (name: string, path: string, rest = '', from = 'kind: GitRepository, name: flux-system') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  interval: 10m\n  retryInterval: 1m\n  timeout: 2m\n  prune: true\n  path: ${path}\n  sourceRef: {${from}}\n${rest}`;
const configMap = (name: string, value = 'v') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\ndata: {k: "${value}"}\n`;
const variable = (name: string) => ['$', `{${name}}`].join('');
const apps = { 'ks.yaml': kustomization('apps', './apps') };
const one = { ...apps, 'apps/cm.yaml': configMap('a') };
const sealed = (name: string, fields: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: flux-system}\n${fields}\nsops: {mac: "ENC[AES256_GCM,data:AA,iv:B,tag:C,type:str]", version: 3.9.0}\n`;
const encrypted =
  '"ENC[AES256_GCM,data:CUwlMFlw0fMMDTw=,iv:DsOedL68O6FoGiQjO7fvYpTxfDztLrYjfVoc8OCSfns=,tag:4sbf,type:str]"';
const decryption = '  decryption: {provider: sops, secretRef: {name: sops-age}}\n';
const git = (name: string, url: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {interval: 5m, url: "${url}", ref: {branch: main}}\n`;

const certificates = {
  ...apps,
  'apps/release.yaml':
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: jetstack, namespace: flux-system}\nspec: {interval: 1h, url: "https://charts.jetstack.io"}\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: cert-manager, namespace: flux-system}\nspec:\n  interval: 1h\n  install: {remediation: {retries: 3}}\n  chart: {spec: {chart: cert-manager, version: 1.21.1, sourceRef: {kind: HelmRepository, name: jetstack}}}\n  values: {crds: {enabled: true}}\n',
  'apps/issuer.yaml':
    'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: self}\nspec: {selfSigned: {}}\n',
};

async function report(files: Readonly<Record<string, string>>): Promise<UpReport> {
  const folder = mkdtempSync(join(tmpdir(), 'kept-elsewhere-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const { signal } = new AbortController();
  const { report: told, close } = await up(folder, { keep: false, onProgress: () => undefined, signal });
  await close();
  return told;
}

type Case = readonly [string, Readonly<Record<string, string>>, readonly string[]];

const unknown: readonly Case[] = [
  [
    'a kind that no model brings',
    {
      ...apps,
      'apps/r.yaml':
        'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a, namespace: default}\nspec: {}\n',
    },
    ['kind-not-known', 'route-not-verified'],
  ],
  [
    'a kind of a system that other means installed',
    {
      ...apps,
      'apps/r.yaml':
        'apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {name: a, namespace: default}\nspec: {}\n',
    },
    ['kind-not-known'],
  ],
  [
    'a remote resource',
    { ...one, 'apps/kustomization.yaml': 'resources: [cm.yaml, "https://example.org/crds.yaml"]\n' },
    ['kustomization-not-known', 'kustomize-build-not-known'],
  ],
  [
    'a field of kustomize that is not followed',
    {
      ...one,
      'apps/kustomization.yaml': 'resources: [cm.yaml]\nhelmCharts: [{name: a, repo: "https://example.org"}]\n',
    },
    ['kustomization-not-known', 'kustomize-build-not-known'],
  ],
  [
    'variables of a Secret that another program makes',
    {
      'ks.yaml': kustomization('apps', './apps', '  postBuild: {substituteFrom: [{kind: Secret, name: vars}]}\n'),
      'apps/cm.yaml': configMap('a', variable('DOMAIN')),
    },
    ['substitution-not-known'],
  ],
  [
    'a Kustomization of another repository',
    {
      'ks.yaml': `${git('flux-system', 'https://git.example.org/lab')}---\n${git('charts', 'https://git.example.org/charts')}---\n${kustomization('far', './', '', 'kind: GitRepository, name: charts')}---\n${apps['ks.yaml']}`,
      'apps/cm.yaml': configMap('a'),
    },
    ['source-not-read'],
  ],
  [
    'an artifact that a generator makes',
    {
      'ks.yaml': kustomization('apps', './production', '', 'kind: ExternalArtifact, name: apps'),
      'apps/cm.yaml': configMap('a'),
    },
    ['source-not-read'],
  ],
  [
    'a picture in a generated ConfigMap',
    {
      ...one,
      'apps/kustomization.yaml': 'resources: [cm.yaml]\nconfigMapGenerator: [{name: icons, files: [a.png]}]\n',
      'apps/a.png': 'png',
    },
    ['kustomization-not-known', 'kustomize-build-not-known'],
  ],
  [
    'a kind of a chart that is installed before Flux',
    { ...certificates, 'bootstrap/helmfile.yaml': 'releases: [{name: cert-manager, chart: jetstack/cert-manager}]\n' },
    ['kind-not-known'],
  ],
];

const calm: readonly Case[] = [
  ['a source that stands in no file', one, []],
  [
    'a source that a FluxInstance makes',
    {
      'flux.yaml':
        'apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec: {sync: {kind: GitRepository, name: lab, url: "https://git.example.org/lab"}}\n',
      'ks.yaml': kustomization('apps', './apps', '', 'kind: GitRepository, name: lab'),
      'apps/cm.yaml': configMap('a'),
    },
    [],
  ],
  [
    'a kind of k3s',
    {
      ...apps,
      'apps/k.yaml':
        'apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: traefik, namespace: kube-system}\nspec: {valuesContent: "a: b"}\n',
    },
    [],
  ],
  [
    'settings of an editor with comments',
    { ...one, '.vscode/settings.json': '{\n  // no JSON\n  "a": {"b": 1,},\n}\n' },
    [],
  ],
  [
    'templates of a chart',
    {
      ...one,
      'charts/app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
      'charts/app/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n',
      'charts/app/templates/b.yaml': '{{- if .Values.x }}\napiVersion: v1\nkind: ConfigMap\n{{- end }}\n',
    },
    [],
  ],
  [
    'a value that only a key decrypts, in a name with limits',
    {
      'ks.yaml': `${kustomization('vars', './vars', decryption)}---\n${kustomization('apps', './apps', '  dependsOn: [{name: vars}]\n  postBuild: {substituteFrom: [{kind: Secret, name: vars}]}\n')}`,
      'vars/s.yaml': sealed('vars', `stringData: {DOMAIN: ${encrypted}}`),
      'apps/s.yaml': `apiVersion: v1\nkind: Service\nmetadata: {name: "app-${variable('DOMAIN')}", namespace: default}\nspec: {ports: [{port: 80}]}\n`,
    },
    ['info secret-by-hand'],
  ],
  [
    'an encrypted Secret with data',
    {
      'ks.yaml': kustomization('apps', './apps', decryption),
      'apps/s.yaml': sealed('s', `data: {token: ${encrypted}}`),
    },
    ['info secret-by-hand'],
  ],
  [
    'a Namespace whose name is there to be replaced',
    {
      ...apps,
      'apps/kustomization.yaml': 'namespace: media\nresources: [ns.yaml]\n',
      'apps/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n',
    },
    [],
  ],
  [
    'variables without values before Flux 2.9',
    {
      ...one,
      'flux.yaml':
        'apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec: {distribution: {version: 2.8.8}}\n',
      'ks.yaml': kustomization('apps', './apps', '  postBuild: {substitute: {A: b}}\n'),
      'apps/cm.yaml': configMap('a', variable('NOWHERE')),
    },
    [],
  ],
  [
    'a manifest that is no YAML and that nothing applies',
    { ...one, 'apps/kustomization.yaml': 'resources: [cm.yaml]\n', 'apps/b.yaml': 'apiVersion: v1\nkind: a: b\n' },
    ['info yaml-syntax'],
  ],
  [
    'a Kustomization that nothing applies',
    {
      ...one,
      'old/ks.yaml': kustomization('old', './apps', '  dependsOn: [{name: gone}]\n').replace(
        ', namespace: flux-system}\nspec',
        '}\nspec',
      ),
    },
    ['info files-not-applied'],
  ],
];

const shown = ({ findings }: UpReport) => findings.map(({ severity, code }) => `${severity} ${code}`);

describe('what a repository keeps elsewhere', () => {
  it.each(unknown)('is not known, and not wrong: %s', async (_, files, codes) => {
    const told = await report(files);
    expect([...new Set(shown(told))].sort()).toEqual(codes.map((code) => `unknown ${code}`));
    expect(told.verdict).toBe('unknown');
  });

  it.each(calm)('is no alarm: %s', async (_, files, findings) => {
    const told = await report(files);
    expect(shown(told)).toEqual(findings);
    expect(told.verdict).toBe('nothing');
  });

  it('is said where it is taken for granted', async () => {
    const { assumptions } = await report(one);
    expect(assumptions.filter(({ id }) => id === 'source').map(({ value }) => value)).toEqual([
      'GitRepository/flux-system/flux-system',
    ]);
  });

  it.each<Case>([
    [
      'a version of a kind that is gone',
      {
        ...apps,
        'apps/c.yaml': 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: c, namespace: default}\nspec: {}\n',
      },
      ['kind-not-there'],
    ],
    [
      'a Namespace that nobody makes',
      { ...apps, 'apps/cm.yaml': configMap('a').replace('namespace: default', 'namespace: gone') },
      ['namespace-missing'],
    ],
    [
      'a source of another name where sources are kept',
      {
        'ks.yaml': `${git('lab', 'https://git.example.org/lab')}---\n${kustomization('apps', './apps', '', 'kind: GitRepository, name: lap')}`,
        'apps/cm.yaml': configMap('a'),
      },
      ['source-not-found'],
    ],
    [
      'a Namespace that targetNamespace renames',
      {
        'ks.yaml': kustomization('apps', './apps', '  targetNamespace: flux-system\n'),
        'apps/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: hello}\n',
      },
      ['namespace-renamed'],
    ],
    ['a kind and the release that brings it in one stage', certificates, ['kind-not-there']],
    ['a manifest that is no YAML', { ...one, 'apps/b.yaml': 'apiVersion: v1\nkind: a: b\n' }, ['yaml-syntax']],
  ])('does not excuse what the files themselves get wrong: %s', async (_, files, codes) => {
    const told = await report(files);
    const errors = told.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors).toEqual(expect.arrayContaining([...codes]));
    expect(told.verdict).toBe('refuted');
  });

  it('may be a ConfigMap of variables, which a person or a program makes', async () => {
    const ks = kustomization('apps', './apps', '  postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}\n');
    const { findings, verdict } = await report({ ...one, 'ks.yaml': ks });
    expect(findings.map(({ code, severity }) => [code, severity])).toContainEqual([
      'substitution-not-known',
      'unknown',
    ]);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(verdict).toBe('unknown');
  });
});
