import type { Choices, Fields, Files } from './choices.ts';

/** An object of a namespace, or of the cluster where none is named. */
export const objectOf = (apiVersion: string, kind: string, at: string, rest: Fields = {}): Fields => {
  const [namespace, name] = at.includes('/') ? at.split('/') : [undefined, at];
  const { metadata = {}, ...fields } = rest as Fields & { metadata?: Fields };
  return { apiVersion, kind, metadata: { name: name!, ...(namespace && { namespace }), ...metadata }, ...fields };
};

const interval = { interval: '10m', retryInterval: '1m', timeout: '5m' };

/** A Kustomization of Flux that reads the repository itself. */
export const stage = (choices: Choices, name: string, path: string, rest: Fields = {}): Fields =>
  objectOf('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', `flux-system/${name}`, {
    spec: { ...interval, path, prune: true, sourceRef: { kind: choices.sync, name: 'flux-system' }, ...rest },
  });

/** What starts Flux in a folder: what `flux bootstrap` wrote, or an instance of the operator, itself or by its chart. */
export function entry(choices: Choices, folder: string): Files {
  const { entry: by, version, sync } = choices;
  if (by === 'bootstrap') {
    const labels = { 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/version': `v${version}` };
    return {
      [`${folder}/flux-system/kustomization.yaml`]: [{ resources: ['gotk-components.yaml', 'gotk-sync.yaml'] }],
      [`${folder}/flux-system/gotk-components.yaml`]: [
        objectOf('v1', 'Namespace', 'flux-system', { metadata: { labels } }),
      ],
      [`${folder}/flux-system/gotk-sync.yaml`]: [
        objectOf('source.toolkit.fluxcd.io/v1', 'GitRepository', 'flux-system/flux-system', {
          spec: {
            interval: '1m',
            ref: { branch: 'main' },
            secretRef: { name: 'flux-system' },
            url: 'ssh://git@git.example.org/lab',
          },
        }),
        stage(choices, 'flux-system', `./${folder}`),
      ],
    };
  }
  const url = sync === 'OCIRepository' ? 'oci://registry.example.org/lab' : 'https://git.example.org/lab.git';
  const ref = sync === 'OCIRepository' ? 'latest' : 'refs/heads/main';
  const spec = {
    distribution: { version: by === 'range' ? '2.x' : version, registry: 'ghcr.io/fluxcd' },
    components: ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'],
    sync: { kind: sync, url, ref, path: folder, interval: '1m' },
  };
  if (by !== 'chart')
    return {
      [`${folder}/flux/instance.yaml`]: [
        objectOf('fluxcd.controlplane.io/v1', 'FluxInstance', 'flux-system/flux', { spec }),
      ],
    };
  return {
    [`${folder}/flux/instance.yaml`]: [
      ...ociRelease('flux-system/flux-instance', 'ghcr.io/controlplaneio-fluxcd/charts/flux-instance', '0.40.0', {
        instance: spec,
      }),
    ],
  };
}

const remediation = { strategy: { name: 'RetryOnFailure', retryInterval: '1m' } };

/** A release whose chart comes of an OCIRepository beside it. */
export function ociRelease(at: string, image: string, tag: string, values: Fields): readonly Fields[] {
  const name = at.split('/')[1]!;
  return [
    objectOf('source.toolkit.fluxcd.io/v1', 'OCIRepository', at, {
      spec: {
        interval: '1h',
        url: `oci://${image}`,
        ref: { tag },
        layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
      },
    }),
    objectOf('helm.toolkit.fluxcd.io/v2', 'HelmRelease', at, {
      spec: {
        interval: '30m',
        chartRef: { kind: 'OCIRepository', name },
        install: remediation,
        upgrade: remediation,
        values,
      },
    }),
  ];
}

/** A release whose chart comes of a HelmRepository. */
export const repositoryRelease = (
  at: string,
  repository: string,
  version: string,
  values: Fields,
): readonly Fields[] => [
  objectOf('source.toolkit.fluxcd.io/v1', 'HelmRepository', `flux-system/${at.split('/')[1]}`, {
    spec: { interval: '1h', url: repository },
  }),
  objectOf('helm.toolkit.fluxcd.io/v2', 'HelmRelease', at, {
    spec: {
      interval: '30m',
      chart: {
        spec: {
          chart: at.split('/')[1]!,
          version,
          sourceRef: { kind: 'HelmRepository', name: at.split('/')[1]!, namespace: 'flux-system' },
        },
      },
      install: { ...remediation, crds: 'CreateReplace' },
      upgrade: { ...remediation, crds: 'CreateReplace' },
      values,
    },
  }),
];

const level = (value: string) => ({ 'pod-security.kubernetes.io/enforce': value });

/** The controllers of the platform by folder: namespace, source and release. */
export const controllers = ({ charts }: Choices): Files => {
  const release = (at: string, repository: string, oci: string, version: string, values: Fields) =>
    charts === 'oci' ? ociRelease(at, oci, version, values) : repositoryRelease(at, repository, version, values);
  return {
    'metallb/all.yaml': [
      objectOf('v1', 'Namespace', 'metallb-system', { metadata: { labels: level('privileged') } }),
      ...repositoryRelease('metallb-system/metallb', 'https://metallb.github.io/metallb', '0.16.1', {
        frrk8s: { enabled: false },
      }),
    ],
    'cert-manager/all.yaml': [
      objectOf('v1', 'Namespace', 'cert-manager', { metadata: { labels: level('restricted') } }),
      ...release(
        'cert-manager/cert-manager',
        'https://charts.jetstack.io',
        'quay.io/jetstack/charts/cert-manager',
        'v1.21.1',
        {
          crds: { enabled: true },
        },
      ),
    ],
    'traefik/all.yaml': [
      objectOf('v1', 'Namespace', 'traefik', { metadata: { labels: level('restricted') } }),
      ...release('traefik/traefik', 'https://traefik.github.io/charts', 'ghcr.io/traefik/helm/traefik', '41.3.0', {
        deployment: { replicas: 2 },
        ingressClass: { enabled: true, isDefaultClass: true, name: 'traefik' },
        ingressRoute: { dashboard: { enabled: false } },
        service: {
          annotations: { 'metallb.io/loadBalancerIPs': '192.168.88.60' },
          spec: { externalTrafficPolicy: 'Local' },
        },
      }),
    ],
  };
};

const selfSigned = { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'lab' };

/** What the controllers are told: pools, issuers, the certificate of all hosts. */
export const configs = ({ domain }: Choices): Files => ({
  'metallb/all.yaml': [
    objectOf('metallb.io/v1beta1', 'IPAddressPool', 'metallb-system/gate', {
      spec: { addresses: ['192.168.88.60/32'], autoAssign: false },
    }),
    objectOf('metallb.io/v1beta1', 'IPAddressPool', 'metallb-system/default', {
      spec: { addresses: ['192.168.88.100-192.168.88.120'] },
    }),
    objectOf('metallb.io/v1beta1', 'L2Advertisement', 'metallb-system/all', {
      spec: { ipAddressPools: ['gate', 'default'] },
    }),
  ],
  'cert-manager/all.yaml': [
    objectOf('cert-manager.io/v1', 'ClusterIssuer', 'lab', { spec: { selfSigned: {} } }),
    objectOf('cert-manager.io/v1', 'Certificate', 'traefik/wildcard', {
      spec: {
        secretName: 'wildcard-tls',
        dnsNames: [domain, `*.${domain}`],
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: selfSigned,
      },
    }),
  ],
  'traefik/all.yaml': [
    objectOf('traefik.io/v1alpha1', 'TLSStore', 'traefik/default', {
      spec: { defaultCertificate: { secretName: 'wildcard-tls' } },
    }),
  ],
});

/** Files of a folder, each under it, with a kustomization for each folder below. */
export function under(folder: string, files: Files): Files {
  const parts = new Map<string, string[]>();
  for (const path of Object.keys(files)) {
    const [below, name] = path.split('/') as [string, string];
    parts.set(below, [...(parts.get(below) ?? []), name]);
  }
  const lists: readonly (readonly [string, readonly Fields[]])[] = [
    [`${folder}/kustomization.yaml`, [{ resources: [...parts.keys()] }]],
    ...[...parts].map(([below, names]) => [`${folder}/${below}/kustomization.yaml`, [{ resources: names }]] as const),
  ];
  return {
    ...Object.fromEntries(lists),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text])),
  };
}
