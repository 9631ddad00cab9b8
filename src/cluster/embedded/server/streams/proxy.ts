import { request as httpRequest, type IncomingMessage } from 'node:http';
import { messageOf } from '../../../../core/errors.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { kinds, type Pod } from '../../../../kube/types.ts';
import { badRequest, refusal } from '../../api/refusals.ts';
import type { ServedResource } from '../../api/state.ts';
import { kind as pods } from '../../kinds/core/pod.ts';
import { kind as endpointSlices } from '../../kinds/discovery/endpoint-slice.ts';
import type { ServerContext } from '../context.ts';
import { readOne } from '../read-one.ts';
import type { Route } from '../route.ts';
import { type ApiAnswer, type ApiRequest, answerText } from '../wire.ts';
import { dialPod } from './upgrade.ts';

/** `[scheme:]name[:port]`: apimachinery pkg/util/net/port_split.go SplitSchemeNamePort. */
function splitName(id: string, what: string): { readonly name: string; readonly port: string } {
  const parts = id.split(':');
  const [scheme, name, port] = parts.length === 3 ? parts : ['', ...parts];
  const known = scheme === '' || scheme === 'http' || scheme === 'https';
  if (!known || !name || parts.length > 3) throw badRequest(`invalid ${what} request ${JSON.stringify(id)}`);
  return { name, port: port ?? '' };
}

interface Place {
  readonly pod: Pod;
  readonly port: number;
}

const unavailable = (text: string) => refusal(503, 'ServiceUnavailable', text);

/** kubernetes pkg/registry/core/pod/strategy.go ResourceLocation: without a port the first that is declared. */
function placeOfPod(context: ServerContext, resource: ServedResource, route: Route): Place {
  const { name, port } = splitName(route.name ?? '', 'pod');
  const pod = readOne(context, resource, route.namespace ?? '', name) as Pod;
  if (!pod.status?.podIP) throw badRequest('address not allowed');
  const declared = pod.spec.containers.find(({ ports = [] }) => ports.length > 0)?.ports?.[0]?.containerPort;
  return { pod, port: port === '' ? (declared ?? 80) : Number(port) };
}

interface ServiceView {
  readonly spec?: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
}

interface Slice {
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
  readonly endpoints?: readonly {
    readonly conditions?: { readonly ready?: boolean };
    readonly targetRef?: { readonly kind?: string; readonly name?: string };
  }[];
}

const serviceLabel = 'kubernetes.io/service-name';

/** kubernetes pkg/registry/core/service/storage ResourceLocation: the pod behind a ready endpoint of the named port. */
function placeOfService(context: ServerContext, resource: ServedResource, route: Route): Place {
  const id = route.name ?? '';
  const { namespace = '' } = route;
  const { name, port: asked } = splitName(id, 'service');
  const service = readOne(context, resource, namespace, name) as ServiceView;
  const wanted = portName(service, asked, name);
  const { store } = context.state;
  const slices = store.table(endpointSlices.table).list(namespace) as readonly UnknownObject[];
  const own = slices.filter(({ metadata }) => metadata.labels?.[serviceLabel] === name) as readonly Slice[];
  if (own.every(({ endpoints = [] }) => endpoints.length === 0)) {
    throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  }
  for (const { ports = [], endpoints = [] } of own) {
    const port = ports.find((each) => (each.name ?? '') === wanted)?.port;
    for (const { conditions, targetRef } of port === undefined ? [] : endpoints) {
      if (conditions?.ready === false || targetRef?.kind !== kinds.Pod.kind) continue;
      const pod = store.get(pods.table, namespace, targetRef.name ?? '') as Pod | undefined;
      if (pod && port !== undefined) return { pod, port };
    }
  }
  throw unavailable(`no endpoints available for service ${JSON.stringify(id)}`);
}

/** The name of a port, which a number stands for; ports without a name are called by the empty one. */
function portName(service: ServiceView, asked: string, name: string): string {
  if (!/^\d+$/.test(asked)) return asked;
  const found = service.spec?.ports?.find(({ port }) => port === Number(asked));
  if (found) return found.name ?? '';
  throw unavailable(`no service port ${asked} found for service ${JSON.stringify(name)}`);
}

/** Answers a request below `pods/NAME/proxy` or `services/NAME/proxy` with what the pod's stand-in says. */
export async function answerProxy(
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const path = /\/proxy(?<below>\/.*)?$/.exec(request.path.replace(pathHead, ''))?.groups?.below ?? '';
  // The page's own links are relative: apimachinery pkg/util/proxy/upgradeaware.go proxyRedirectsforRootPath.
  if (path === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    const query = request.query.toString();
    return { ...answerText('', 301), headers: { location: `${request.path}/${query ? `?${query}` : ''}` } };
  }
  const find = { pods: placeOfPod, services: placeOfService }[resource.plural];
  if (!find) throw refusal(501, 'NotImplemented', 'the nodes of the embedded cluster run no kubelet to talk to');
  const { pod, port } = find(context, resource, route);
  const place = await dialPod(context.dialPod, pod, port);
  if (typeof place === 'string') throw unavailable(`error trying to reach service: ${place}`);
  try {
    return await forward(place, path, request);
  } catch (thrown) {
    throw unavailable(`error trying to reach service: ${messageOf(thrown)}`);
  }
}

/** Up to the name, in which `proxy` may stand too. */
const pathHead = /^\/api\/v1\/(?:namespaces\/[^/]+\/)?[^/]+\/[^/]+/;

/** Headers of one connection: RFC 9110, 7.6.1. */
const hopHeaders = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'content-length',
]);

function forward(
  place: { readonly host: string; readonly port: number },
  path: string,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const query = request.query.toString();
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !hopHeaders.has(name) && name !== 'authorization'),
  );
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { ...place, method: request.method, path: `${path}${query ? `?${query}` : ''}`, headers },
      (response) => {
        readAnswer(response).then(resolve, reject);
      },
    );
    sent.once('error', reject);
    sent.end(request.body.length > 0 ? request.body : undefined);
  });
}

async function readAnswer(response: IncomingMessage): Promise<ApiAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = Object.entries(response.headers).filter(([name]) => !hopHeaders.has(name) && name !== 'content-type');
  return {
    status: response.statusCode ?? 502,
    contentType: response.headers['content-type'] ?? 'application/octet-stream',
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks),
  };
}
