import type { Json } from '../../src/kube/object.ts';
import type { Fields, Files } from './choices.ts';

/** Text by file. */
export type Texts = Readonly<Record<string, string>>;

/** One mistake: what it changes in a repository that is right, undefined where it does not fit, and the finding that tells it. */
export interface Mutation {
  readonly name: string;
  /** Code and object; the code alone where the object is another one in another layout. */
  readonly finding: string;
  readonly change: (files: Files, print: (files: Files) => Texts) => Texts | undefined;
}

type Path = readonly (string | number)[];

/** The value with another one at a path, or without what stands there. */
function setAt(value: Json | undefined, path: Path, to: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return to ?? null;
  if (typeof step === 'number') {
    const list = [...((value ?? []) as readonly Json[])];
    if (rest.length === 0 && to === undefined) list.splice(step, 1);
    else list[step] = setAt(list[step], rest, to);
    return list;
  }
  const fields = { ...((value ?? {}) as Fields) };
  if (rest.length > 0) return { ...fields, [step]: setAt(fields[step], rest, to) };
  if (to !== undefined) return { ...fields, [step]: to };
  const { [step]: _, ...left } = fields;
  return left;
}

const valueAt = (value: Json | undefined, path: Path): Json | undefined =>
  path.reduce<Json | undefined>(
    (inner, step) => (inner as Record<string | number, Json> | null | undefined)?.[step],
    value,
  );

const nameOf = (object: Fields): string => String((object.metadata as Fields | undefined)?.name);

/** Changes the first object of a kind and name. */
function changed(
  files: Files,
  kind: string,
  name: string,
  change: (object: Fields) => readonly Fields[] | undefined,
): Files | undefined {
  for (const [path, documents] of Object.entries(files)) {
    const at = documents.findIndex((each) => each.kind === kind && nameOf(each) === name);
    if (at < 0) continue;
    const made = change(documents[at]!);
    return made && { ...files, [path]: [...documents.slice(0, at), ...made, ...documents.slice(at + 1)] };
  }
  return undefined;
}

/** Another value at a place in an object, where what holds it is there: what `needs` says, or else the place above. */
const edit = (
  name: string,
  kind: string,
  object: string,
  path: Path,
  to: Json | undefined,
  finding: string,
  needs?: Path,
): Mutation => ({
  name,
  finding,
  change: (files, print) => {
    const made = changed(files, kind, object, (found) =>
      valueAt(found, needs ?? path.slice(0, -1)) === undefined ? undefined : [setAt(found, path, to) as Fields],
    );
    return made && print(made);
  },
});

const inText = (name: string, path: string, from: string, to: string, finding: string): Mutation => ({
  name,
  finding,
  change: (files, print) => {
    const texts = print(files);
    const text = texts[path];
    return text?.includes(from) ? { ...texts, [path]: text.replace(from, to) } : undefined;
  },
});

const without = (name: string, path: string, finding: string): Mutation => ({
  name,
  finding,
  change: (files, print) => {
    if (!(path in files)) return undefined;
    const { [path]: _, ...rest } = files;
    return print(rest);
  },
});

const container: Path = ['spec', 'template', 'spec', 'containers', 0];
const app = 'photos';
const deployment = `Deployment/${app}/${app}`;
/** Mistakes, each told by one finding. */
export const mutations: readonly Mutation[] = [
  // What leads from one object to another.
  edit(
    'a Service that selects no pod',
    'Service',
    app,
    ['spec', 'selector', 'app.kubernetes.io/name'],
    'photo',
    `selector-matches-nothing Service/${app}/${app}`,
  ),
  edit(
    'a target port that no container names',
    'Service',
    app,
    ['spec', 'ports', 0, 'targetPort'],
    'web',
    `service-port-matches-nothing Service/${app}/${app}`,
  ),
  edit(
    'an Ingress to a Service that is not there',
    'Ingress',
    app,
    ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'name'],
    'photo',
    `ingress-backend-missing Ingress/${app}/${app}`,
  ),
  edit(
    'an Ingress to a port that is not there',
    'Ingress',
    app,
    ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'port', 'name'],
    'web',
    `ingress-backend-missing Ingress/${app}/${app}`,
  ),
  edit(
    'a middleware of an Ingress that is not there',
    'Ingress',
    app,
    ['metadata', 'annotations', 'traefik.ingress.kubernetes.io/router.middlewares'],
    `${app}-hom@kubernetescrd`,
    `middleware-not-found Ingress/${app}/${app}`,
  ),
  edit(
    'a Service of a route that is not there',
    'IngressRoute',
    app,
    ['spec', 'routes', 0, 'services', 0, 'name'],
    'photo',
    `ingressroute-service-missing IngressRoute/${app}/${app}`,
  ),
  edit(
    'a port of a route that is not there',
    'IngressRoute',
    app,
    ['spec', 'routes', 0, 'services', 0, 'port'],
    81,
    `ingressroute-service-missing IngressRoute/${app}/${app}`,
  ),
  edit(
    'a middleware of a route that is not there',
    'IngressRoute',
    app,
    ['spec', 'routes', 0, 'middlewares', 0, 'name'],
    'hom',
    `middleware-not-found IngressRoute/${app}/${app}`,
  ),
  edit(
    'an entry point that is not there',
    'IngressRoute',
    app,
    ['spec', 'entryPoints', 0],
    'websecur',
    `entry-point-unknown IngressRoute/${app}/${app}`,
  ),
  edit(
    'a rule that cannot be read',
    'IngressRoute',
    app,
    ['spec', 'routes', 0, 'match'],
    'Host(`photos.example.org`',
    `rule-syntax-error IngressRoute/${app}/${app}`,
  ),
  edit(
    'a Secret that nothing makes',
    'Deployment',
    app,
    [...container, 'envFrom', 0],
    { secretRef: { name: 'passwords' } },
    `secret-missing ${deployment}`,
  ),
  edit(
    'a ConfigMap that nothing makes',
    'Deployment',
    app,
    [...container, 'envFrom', 0],
    { configMapRef: { name: 'setings' } },
    `config-map-missing ${deployment}`,
  ),
  edit(
    'a claim that nothing makes',
    'Deployment',
    app,
    ['spec', 'template', 'spec', 'volumes', 0, 'persistentVolumeClaim', 'claimName'],
    'date',
    `claim-missing ${deployment}`,
  ),
  edit(
    'an account that nothing makes',
    'Deployment',
    app,
    ['spec', 'template', 'spec', 'serviceAccountName'],
    'robot',
    `service-account-missing ${deployment}`,
  ),
  edit(
    'a class of priority that nothing makes',
    'Deployment',
    app,
    ['spec', 'template', 'spec', 'priorityClassName'],
    'high',
    `priority-class-missing ${deployment}`,
  ),
  edit(
    'a probe of a port that is not there',
    'Deployment',
    app,
    [...container, 'readinessProbe', 'httpGet', 'port'],
    'web',
    `probe-port-missing ${deployment}`,
  ),
  // Values and fields.
  edit(
    'labels that the selector does not match',
    'Deployment',
    app,
    ['spec', 'selector', 'matchLabels', 'app.kubernetes.io/name'],
    'photo',
    `deployment-selector-mismatch ${deployment}`,
  ),
  edit('a field that is misspelt', 'Deployment', app, ['spec', 'replica'], 2, `field-unknown ${deployment}`),
  edit(
    'a field in the wrong place',
    'Deployment',
    app,
    ['spec', 'template', 'spec', 'image'],
    'registry.example.org/x:1',
    `field-unknown ${deployment}`,
  ),
  edit(
    'text for a number',
    'Deployment',
    app,
    [...container, 'ports', 0, 'containerPort'],
    'http',
    `value-of-wrong-type ${deployment}`,
  ),
  edit(
    'a number for text',
    'Deployment',
    app,
    [...container, 'env', 0, 'value'],
    8,
    `value-of-wrong-type ${deployment}`,
  ),
  edit(
    'a quantity that is none',
    'Deployment',
    app,
    [...container, 'resources', 'requests', 'memory'],
    '64MB',
    `value-of-wrong-type ${deployment}`,
  ),
  edit(
    'a policy that is not supported',
    'Deployment',
    app,
    [...container, 'imagePullPolicy'],
    'Allways',
    `value-not-supported ${deployment}`,
  ),
  edit(
    'a container without an image',
    'Deployment',
    app,
    [...container, 'image'],
    undefined,
    `field-missing ${deployment}`,
  ),
  edit(
    'a port beyond all ports',
    'Service',
    app,
    ['spec', 'ports', 0, 'port'],
    80_000,
    `value-refused Service/${app}/${app}`,
  ),
  edit(
    'a schedule that is none',
    'CronJob',
    `${app}-tidy`,
    ['spec', 'schedule'],
    'every night',
    `value-refused CronJob/${app}/${app}-tidy`,
  ),
  edit(
    'a version that no cluster serves',
    'CronJob',
    `${app}-tidy`,
    ['apiVersion'],
    'batch/v1beta1',
    `api-version-retired CronJob/${app}/${app}-tidy`,
  ),
  edit(
    'an image that has no name',
    'Deployment',
    app,
    [...container, 'image'],
    'registry.example.org/Apps/server:1',
    `image-name-invalid ${deployment}`,
  ),
  edit(
    'a rollout that waits for its own volume',
    'Deployment',
    app,
    ['spec', 'strategy'],
    undefined,
    `exclusive-volume-rolling ${deployment}`,
    ['spec', 'template', 'spec', 'volumes'],
  ),
  edit(
    'a pod that its namespace refuses',
    'Deployment',
    app,
    ['spec', 'template', 'spec', 'hostNetwork'],
    true,
    `pod-security-violation ${deployment}`,
  ),
  edit(
    'a privileged container',
    'Deployment',
    app,
    [...container, 'securityContext'],
    { privileged: true },
    `pod-security-violation ${deployment}`,
  ),
  // Addresses.
  edit(
    'pools that overlap',
    'IPAddressPool',
    'default',
    ['spec', 'addresses', 0],
    '192.168.88.60-192.168.88.120',
    'pool-overlap IPAddressPool/metallb-system/gate',
  ),
  edit(
    'a pool that cannot be read',
    'IPAddressPool',
    'default',
    ['spec', 'addresses', 0],
    '192.168.88.100-192.168.88',
    'pool-address-invalid IPAddressPool/metallb-system/default',
  ),
  edit(
    'an advertisement of no pool',
    'L2Advertisement',
    'all',
    ['spec', 'ipAddressPools'],
    ['gate', 'default', 'defalt'],
    'advertisement-names-no-pool L2Advertisement/metallb-system/all',
  ),
  edit(
    'a pool that nobody announces',
    'L2Advertisement',
    'all',
    ['spec', 'ipAddressPools'],
    ['gate'],
    'pool-not-advertised IPAddressPool/metallb-system/default',
  ),
  edit(
    'an address that no pool holds',
    'Service',
    `${app}-lan`,
    ['metadata', 'annotations'],
    { 'metallb.io/loadBalancerIPs': '192.168.99.7' },
    `requested-address-in-no-pool Service/${app}/${app}-lan`,
    ['metadata'],
  ),
  edit(
    'a pool that is not there',
    'Service',
    `${app}-lan`,
    ['metadata', 'annotations'],
    { 'metallb.io/address-pool': 'defalt' },
    `requested-pool-missing Service/${app}/${app}-lan`,
    ['metadata'],
  ),
  // Certificates.
  edit(
    'an issuer that is not there',
    'Certificate',
    'wildcard',
    ['spec', 'issuerRef', 'name'],
    'lap',
    'issuer-not-found Certificate/traefik/wildcard',
  ),
  edit(
    'a certificate without a Secret',
    'Certificate',
    'wildcard',
    ['spec', 'secretName'],
    undefined,
    'cert-manager-object-refused Certificate/traefik/wildcard',
  ),
  // Flux.
  edit(
    'a stage that is waited for and not there',
    'Kustomization',
    'configs',
    ['spec', 'dependsOn', 0, 'name'],
    'controler',
    'dependency-not-found Kustomization/flux-system/configs',
  ),
  edit(
    'a path that is not there',
    'Kustomization',
    'controllers',
    ['spec', 'path'],
    './infra/controler',
    'kustomization-path-missing Kustomization/flux-system/controllers',
  ),
  edit(
    'a source that is not there',
    'HelmRelease',
    'metallb',
    ['spec', 'chart', 'spec', 'sourceRef', 'name'],
    'metalb',
    'helmrelease-chart-source-missing HelmRelease/metallb-system/metallb',
  ),
  edit(
    'a duration that is none',
    'Kustomization',
    'controllers',
    ['spec', 'timeout'],
    '5 minutes',
    'duration-invalid Kustomization/flux-system/controllers',
  ),
  edit(
    'a stage that waits for itself',
    'Kustomization',
    'controllers',
    ['spec', 'dependsOn'],
    [{ name: 'configs' }],
    'dependency-cycle Kustomization/flux-system/configs',
    ['spec'],
  ),
  edit(
    'custom kinds before what brings them',
    'Kustomization',
    'controllers',
    ['spec', 'wait'],
    false,
    'dependency-not-waited-for Kustomization/flux-system/configs',
  ),
  edit(
    'a release that gives up',
    'HelmRelease',
    'metallb',
    ['spec', 'install'],
    undefined,
    'helmrelease-retries-missing HelmRelease/metallb-system/metallb',
    ['spec'],
  ),
  edit(
    'values of no release',
    'HelmRelease',
    'metallb',
    ['spec', 'valuesFrom'],
    [{ kind: 'ConfigMap', name: 'more' }],
    'values-source-missing HelmRelease/metallb-system/metallb',
    ['spec'],
  ),
  without('a resource that is listed and not there', `apps/${app}/service.yaml`, 'kustomize-build-failed'),
  inText('text that is no YAML', `apps/${app}/service.yaml`, 'spec:\n', 'spec:\n     broken: [\n', 'yaml-syntax'),
];
