import { edit, inText, type Mutation, without } from './mutation.ts';
import { linkMutations } from './mutations-of-links.ts';
import { valueMutations } from './mutations-of-values.ts';

const app = 'photos';

/** A mutation for repositories in which a text stands. */
const whereSaid = (text: string, mutation: Mutation): Mutation => ({
  ...mutation,
  change: (files, print) =>
    Object.values(print(files)).some((each) => each.includes(text)) ? mutation.change(files, print) : undefined,
});

/** Mistakes, each told by one finding. */
export const mutations: readonly Mutation[] = [
  ...linkMutations,
  ...valueMutations,
  // Addresses.
  edit(
    'pools that overlap',
    'IPAddressPool',
    'default',
    ['spec', 'addresses', 0],
    '192.168.88.60-192.168.88.120',
    'pool-overlap',
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
  whereSaid(
    'name: settings',
    edit(
      'values of a name that is spelt wrong',
      'HelmRelease',
      'metallb',
      ['spec', 'valuesFrom'],
      [{ kind: 'ConfigMap', name: 'setings' }],
      'values-source-missing HelmRelease/metallb-system/metallb',
      ['spec'],
    ),
  ),
  without('a resource that is listed and not there', `apps/${app}/service.yaml`, 'kustomize-build-failed'),
  inText('text that is no YAML', `apps/${app}/service.yaml`, 'spec:\n', 'spec:\n     broken: [\n', 'yaml-syntax'),
];
