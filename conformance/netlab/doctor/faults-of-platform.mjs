// Faults of what the platform is made of: addresses, routes, certificates, delivery.
import { balancer, deployment, flux, metallb, object, route, service } from './objects.mjs';

/** Like those of `faults.mjs`. */
export const faultsOfPlatform = [
  {
    playbook: 'service-without-address',
    shows: 'Service/ill/no-pool',
    objects: [balancer('no-pool', '192.168.88.230')],
  },
  {
    playbook: 'address-announced-by-nobody',
    shows: 'Service/ill/unheard',
    objects: [
      metallb('IPAddressPool', 'unheard', { addresses: ['192.168.88.231/32'], autoAssign: false }),
      metallb('L2Advertisement', 'unheard', {
        ipAddressPools: ['unheard'],
        nodeSelectors: [{ matchLabels: { disk: 'no-such-disk' } }],
      }),
      balancer('unheard', '192.168.88.231'),
    ],
  },
  {
    playbook: 'route-without-endpoints',
    shows: 'IngressRoute/ill/empty',
    objects: [deployment('empty', {}, { replicas: 0 }), service('empty', { app: 'empty' }), route('empty', 'empty')],
  },
  {
    playbook: 'router-dropped',
    shows: 'IngressRoute/ill/dropped',
    objects: [route('dropped', 'well', { route: { middlewares: [{ name: 'no-such-middleware' }] } })],
  },
  {
    playbook: 'default-certificate-shown',
    shows: 'IngressRoute/ill/no-certificate',
    objects: [route('no-certificate', 'well', { tls: { secretName: 'no-such-secret' } })],
  },
  {
    playbook: 'certificate-not-ready',
    shows: 'Certificate/ill/no-issuer',
    objects: [
      object('cert-manager.io/v1', 'Certificate', 'no-issuer', {
        spec: {
          secretName: 'no-issuer',
          dnsNames: ['no-issuer.home.example.org'],
          issuerRef: { kind: 'ClusterIssuer', name: 'no-such-issuer' },
        },
      }),
    ],
  },
  {
    playbook: 'issuer-not-ready',
    shows: 'Issuer/ill/no-key',
    objects: [object('cert-manager.io/v1', 'Issuer', 'no-key', { spec: { ca: { secretName: 'no-such-secret' } } })],
  },
  {
    playbook: 'source-not-ready',
    shows: 'GitRepository/flux-system/no-repository',
    objects: [
      flux('source', 'GitRepository', 'no-repository', {
        interval: '1m',
        url: 'https://git.example.org/no/such.git',
        ref: { branch: 'main' },
      }),
    ],
  },
  {
    playbook: 'stage-not-ready',
    shows: 'Kustomization/flux-system/no-folder',
    objects: [
      flux('kustomize', 'Kustomization', 'no-folder', {
        ...{ interval: '10m', path: './no/such/folder', prune: true },
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      }),
    ],
  },
  {
    playbook: 'release-not-ready',
    shows: 'HelmRelease/flux-system/no-version',
    objects: [
      flux('helm', 'HelmRelease', 'no-version', {
        interval: '10m',
        chart: {
          spec: { chart: 'metallb', version: '99.0.0', sourceRef: { kind: 'HelmRepository', name: 'metallb' } },
        },
      }),
    ],
  },
  {
    playbook: 'delivery-suspended',
    shows: 'Kustomization/flux-system/asleep',
    objects: [
      flux('kustomize', 'Kustomization', 'asleep', {
        ...{ interval: '10m', path: './apps', prune: false, suspend: true },
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      }),
    ],
  },
];
