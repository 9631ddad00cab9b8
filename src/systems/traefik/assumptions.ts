import type { UnknownObject } from '../../kube/object.ts';
import { type IngressClass, kinds, type Pod } from '../../kube/types.ts';
import type { Assumption } from '../system.ts';
import { traefikKinds } from './objects.ts';
import { isTraefikPod } from './running.ts';

/** Its own routes, and the class by which it takes those of others. */
const whereItRoutes = {
  kinds: [traefikKinds.IngressRoute, { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' }],
  when: (object: UnknownObject) =>
    object.kind !== 'IngressClass' || (object as IngressClass).spec?.controller === 'traefik.io/ingress-controller',
};

const hasResolvers = (object: UnknownObject): boolean =>
  isTraefikPod(object as Pod) &&
  (object as Pod).spec.containers.some(({ args = [] }) => args.some((arg) => /^--certificatesresolvers\./i.test(arg)));

export const readsObjectsSeconds = {
  id: 'traefik-reads-objects-seconds',
  text: 'Seconds until Traefik routes by a changed object',
  value: 0,
  source:
    'pkg/provider/aggregator: a first change is acted on at once, changes within providers.providersThrottleDuration (2 s) of it are gathered; the model gathers nothing',
  about: whereItRoutes,
} as const satisfies Assumption;

export const balancerStart = {
  id: 'traefik-balancer-start',
  text: 'Which server of a service gets the first request',
  value: 'the first as listed in the endpoint slices',
  source: 'pkg/server/service/service.go shuffles the servers at every change, so upstream leaves it open',
  about: whereItRoutes,
} as const satisfies Assumption;

export const serversAnswer = {
  id: 'traefik-servers-speak-their-scheme',
  text: 'Servers listen at their port and speak the scheme Traefik chose for them',
  value: true,
  source: 'what a pod listens to is not known from the objects; a wrong scheme would be 500, nobody listening 502',
  about: whereItRoutes,
} as const satisfies Assumption;

export const acmeOfItsOwnSucceeds = {
  id: 'traefik-acme-succeeds',
  text: 'The authority that a resolver of Traefik asks proves the names, by port 80 or 443 from the internet or by DNS, and signs',
  value: true,
  source:
    'pkg/provider/acme/provider.go; neither the internet nor an authority is at hand, so another certificate stands in',
  about: { kinds: [kinds.Pod], when: hasResolvers },
} as const satisfies Assumption;

export const traefikAssumptions: readonly Assumption[] = [
  readsObjectsSeconds,
  balancerStart,
  serversAnswer,
  acmeOfItsOwnSucceeds,
];
