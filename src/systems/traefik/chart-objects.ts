import type { Values } from '../../charts/contract.ts';
import { compareText } from '../../core/finding.ts';
import { isMap, isSet, listAt, mapAt, textAt, valueAt, withValue } from '../chart-values.ts';
import { workloadOf } from './chart-pod.ts';
import { rbacOf } from './chart-rbac.ts';
import { stringsOf, type TraefikRelease } from './chart-release.ts';
import { serviceOf } from './chart-service.ts';

/** All objects of a release, CRDs aside, in the order helm prints them. */
export const objectsOf = (release: TraefikRelease): Values[] => [
  ...rbacOf(release).slice(0, 1),
  ...claimOf(release),
  ...rbacOf(release).slice(1),
  ...[serviceOf(release), workloadOf(release)].filter((object) => object !== undefined),
  ...ingressClassOf(release),
  ...dashboardRouteOf(release),
  ...namedObjects(release, 'TLSOption', 'tlsOptions'),
  ...namedObjects(release, 'TLSStore', 'tlsStore'),
  ...listAt(release.values, 'extraObjects').filter(isMap),
];

function claimOf({ values, fullname, namespace, labels }: TraefikRelease): Values[] {
  const settings = mapAt(values, 'persistence');
  if (!isSet(settings, 'enabled') || isSet(settings, 'existingClaim')) return [];
  const annotations = { ...stringsOf(settings.annotations), 'helm.sh/resource-policy': 'keep' };
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: fullname, namespace, annotations, labels },
      spec: {
        accessModes: [textAt(settings, 'accessMode')],
        resources: { requests: { storage: textAt(settings, 'size') } },
        ...withValue('storageClassName', settings.storageClass),
        ...withValue('volumeName', settings.volumeName),
      },
    },
  ];
}

function ingressClassOf({ values, fullname, labels }: TraefikRelease): Values[] {
  if (!isSet(values, 'ingressClass.enabled')) return [];
  const isDefault = String(isSet(values, 'ingressClass.isDefaultClass'));
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: {
        name: textAt(values, 'ingressClass.name') || fullname,
        annotations: { 'ingressclass.kubernetes.io/is-default-class': isDefault },
        labels,
      },
      spec: { controller: 'traefik.io/ingress-controller' },
    },
  ];
}

function dashboardRouteOf({ values, fullname, namespace, labels }: TraefikRelease): Values[] {
  const settings = mapAt(values, 'ingressRoute.dashboard');
  if (!isSet(settings, 'enabled')) return [];
  const route = {
    match: textAt(settings, 'matchRule'),
    kind: 'Rule',
    services: [...listAt(settings, 'services')],
    ...withValue('middlewares', settings.middlewares),
  };
  return [
    {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: {
        ...{ name: `${fullname}-dashboard`, namespace },
        ...withValue('annotations', settings.annotations),
        labels: { ...labels, ...stringsOf(settings.labels) },
      },
      spec: { entryPoints: [...listAt(settings, 'entryPoints')], routes: [route], ...withValue('tls', settings.tls) },
    },
  ];
}

function namedObjects({ values, namespace, labels }: TraefikRelease, kind: string, key: string): Values[] {
  return Object.entries(mapAt(values, key))
    .sort(([a], [b]) => compareText(a, b))
    .map(([name]) => ({
      apiVersion: 'traefik.io/v1alpha1',
      kind,
      metadata: { name, namespace, labels },
      spec: valueAt(mapAt(values, key), name)!,
    }));
}
