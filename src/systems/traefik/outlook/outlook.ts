import { compareText } from '../../../core/finding.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds, type Service } from '../../../kube/types.ts';
import type { CertificateOutlook, Outlook, OutlookInput, RouteOutlook } from '../../outlook.ts';
import { backendOf } from '../gate/backend-of.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import type { ActiveRoute, Configuration, RouterInfo } from '../model/runtime-configuration.ts';
import type { StaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { gateSettings } from '../rule-gate-settings.ts';
import { assumedTraefik } from '../running.ts';
import { guardsOf } from './access.ts';
import { standIns } from './stand-ins.ts';
import { splitRule } from './where.ts';

/**
 * The routes that Traefik makes of the objects, and the certificates that it asks for itself. Where its settings are not known, those of its
 * chart by default stand in, on both sides of a comparison.
 */
export async function outlook(input: OutlookInput): Promise<Outlook> {
  const objects = input.objects.map(({ object }) => object);
  const indexed = indexObjects(objects);
  if (indexed.ingressRoutes.length + indexed.ingresses.length === 0) return {};
  const known = gateSettings(input);
  if (known === undefined && !isMeant(input)) return {};
  const services = objects.filter(isService) as unknown as readonly Service[];
  const settings = known ?? [assumed(objects)];
  const all = indexObjects([...objects, ...standIns(indexed, services)]);
  // Routes of the Gateway API are told as they are written, whoever serves them.
  const configurations = settings.map((each) => buildConfiguration({ ...each, kubernetesGateway: undefined }, all));
  return { routes: configurations.flatMap(routesOf), certificates: configurations.flatMap(certificatesOf) };
}

/** Whether the files speak of Traefik at all: an Ingress alone may be for any other. */
const isMeant = ({ ofKind, objects }: OutlookInput): boolean =>
  ofKind('IngressRoute').length > 0 || objects.some(({ object }) => object.metadata.name.includes('traefik'));

const isService = ({ apiVersion, kind }: UnknownObject): boolean =>
  apiVersion === kinds.Service.apiVersion && kind === kinds.Service.kind;

/** By default, with the entry points that routes name beside its own. */
function assumed(objects: readonly UnknownObject[]): StaticConfiguration {
  const { configuration } = assumedTraefik();
  const usual = configuration.entryPoints.get('websecure') ?? [...configuration.entryPoints.values()][0];
  const named = objects.flatMap(({ spec }) => (spec as { entryPoints?: unknown } | undefined)?.entryPoints ?? []);
  const more = named.filter((name): name is string => typeof name === 'string' && !configuration.entryPoints.has(name));
  const added = usual ? more.map((name) => [name, { ...usual, name, asDefault: false, tls: undefined }] as const) : [];
  return { ...configuration, entryPoints: new Map([...configuration.entryPoints, ...added]) };
}

function routesOf(configuration: Configuration): readonly RouteOutlook[] {
  const served = [...configuration.entryPoints].flatMap(([entryPoint, { clear, tls }]) => [
    ...clear.routes.flatMap((route) => servedRoute(configuration, route, { entryPoint, tls: false })),
    ...tls.routes.flatMap((route) => servedRoute(configuration, route, { entryPoint, tls: true })),
  ]);
  const lost = [...configuration.routers.values()].filter(({ status, errors }) => status === 'disabled' && errors[0]);
  return [...served, ...lost.flatMap(lostRoute)];
}

type Place = Pick<RouteOutlook, 'entryPoint' | 'tls'>;

function servedRoute(configuration: Configuration, route: ActiveRoute, place: Place): readonly RouteOutlook[] {
  const { access, ends } = guardsOf(route, configuration, place.tls);
  const { hosts, where } = splitRule(route.info.config.rule);
  const leadsTo = ends ?? leadsOf(route, configuration);
  const object = objectOf(route.info);
  return hosts.map((host) => ({ object, host, where, ...place, leadsTo, access }));
}

function leadsOf({ service, children }: ActiveRoute, configuration: Configuration): string {
  if (service) return backendOf(service.name, configuration);
  const below = (children?.routes ?? []).map((child) => leadsOf(child, configuration));
  return [...new Set(below)].sort(compareText).join(', ');
}

function lostRoute(info: RouterInfo): readonly RouteOutlook[] {
  const { config, errors, using } = info;
  const { hosts, where } = splitRule(config.rule);
  const access = { unknown: 'it is not served', logins: [], guards: '' };
  const common = { object: objectOf(info), where, tls: config.tls !== undefined, leadsTo: config.service, access };
  const entryPoint = (using.length > 0 ? using : config.entryPoints).join(', ');
  return hosts.map((host) => ({ ...common, host, entryPoint, problem: errors[0]! }));
}

const objectOf = ({ config: { source } }: RouterInfo): string =>
  source ? `${source.kind}/${source.namespace}/${source.name}` : '';

const certificatesOf = ({ certificates }: Configuration): readonly CertificateOutlook[] =>
  (certificates.asked ?? []).map(({ resolver, names }) => ({
    id: `${resolver} ${names[0]}`,
    names,
    issuer: `resolver ${resolver}`,
    object: '',
  }));
