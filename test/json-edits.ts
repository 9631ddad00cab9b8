import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const folder = mkdtempSync(join(tmpdir(), 'gatehouse-json-'));

export const example = 'examples/k3s-homelab';

/** The example's repository with a text of one file replaced. */
export function edited(name: string, file: string, from: string | RegExp, to: string): string {
  const repository = join(folder, name);
  cpSync(join(example, 'repository'), repository, { recursive: true });
  const path = join(repository, file);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  return repository;
}

/** A repository of which something is not known: which header a request has. */
export const withRouteByHeader = () =>
  edited('header', 'apps/hello/ingressroute.yaml', /(Host\(`hello[^)]*\))/g, '$1 && Header(`X-A`, `b`)');

/** A repository whose gate does not see its clients' addresses, and a part of which is kept elsewhere. */
export function withHiddenClients(): string {
  const repository = edited(
    'hidden',
    'infra/config/traefik/service-dashboard.yaml',
    'externalTrafficPolicy: Local',
    'externalTrafficPolicy: Cluster',
  );
  const far =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: far, namespace: flux-system}\nspec: {interval: 10m, prune: true, sourceRef: {kind: ExternalArtifact, name: far}}\n';
  writeFileSync(join(repository, 'cluster/far.yaml'), far);
  return repository;
}

/** A repository for two clusters, of which one has a mistake. */
export function withTwoClusters(): string {
  const repository = join(folder, 'clusters');
  for (const [name, path] of [
    ['home', './apps'],
    ['cabin', './gone'],
  ] as const) {
    mkdirSync(join(repository, name), { recursive: true });
    const text = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {interval: 10m, prune: true, path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}\n`;
    writeFileSync(join(repository, name, 'apps.yaml'), text);
  }
  mkdirSync(join(repository, 'apps'));
  writeFileSync(
    join(repository, 'apps/a.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n',
  );
  return repository;
}

/** A repository of which a machine mends one file, as it is in a folder of its own. */
export function fixable(): string {
  const repository = join(folder, 'to-mend');
  mkdirSync(repository);
  const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a, namespace: a }\n';
  writeFileSync(join(repository, 'mine.yaml'), `${release}spec: { interval: 1h }\n`);
  return repository;
}

/** A lab that people sign in at. */
export function withLogin(): string {
  const lab = join(folder, 'login', 'lab.yaml');
  cpSync(join(example, 'lab.yaml'), lab, { recursive: true });
  const login = 'login: { authelia: { host: auth.home.example.org, groups: { family: one-factor } } }';
  const app =
    '  - { name: album, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [album.home.example.org], access: { group: family } }';
  writeFileSync(lab, readFileSync(lab, 'utf8').replace(/^apps:.*$/m, `${login}\napps:\n${app}`));
  return lab;
}

/** A lab with policies, some of them broken. */
export function withPolicies(text?: string): string {
  const lab = withLogin();
  const hosts =
    '[{ host: album.home.example.org, from: 10.0.0.0/8, login: true }, { host: other.example.net, from: lab }]';
  writeFileSync(join(lab, '../gatehouse.yaml'), text ?? `policies: { hosts: ${hosts}, nobodys: 192.168.88.60 }\n`);
  return lab;
}

/** A lab with an app on folders of an NFS server. */
export function withShares(): string {
  const lab = join(folder, 'shares', 'lab.yaml');
  cpSync(join(example, 'lab.yaml'), lab, { recursive: true });
  const storage = 'storage: { nfs: { media: "192.168.88.5:/mnt/media" } }';
  const app =
    '  - { name: film, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [film.home.example.org], volumes: { /media: { nfs: media } } }';
  writeFileSync(lab, readFileSync(lab, 'utf8').replace(/^apps:.*$/m, `${storage}\napps:\n${app}`));
  return lab;
}
