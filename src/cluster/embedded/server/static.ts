import type { ServedKinds } from '../api/state.ts';
import type { ServerContext } from './context.ts';
import { aggregatedDiscovery, groupByName, groupList, groupsOf, resourceList } from './discovery.ts';
import { type AllowedView, type Format, findView, negotiate, noView } from './negotiate.ts';
import { answerOpenApi } from './openapi.ts';
import { answerOpenApiV2 } from './openapi-v2.ts';
import { answer } from './present.ts';
import { issuer } from './tokens.ts';
import { type ApiAnswer, type ApiRequest, answerJson, answerText } from './wire.ts';

const healthPaths = new Set(['/healthz', '/livez', '/readyz', '/healthz/ping', '/livez/ping', '/readyz/ping']);

/** Answers what is no resource: version, health, discovery, schemas; undefined for everything else. */
export async function answerStatic(context: ServerContext, request: ApiRequest): Promise<ApiAnswer | undefined> {
  const path = request.path.length > 1 && request.path.endsWith('/') ? request.path.slice(0, -1) : request.path;
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (healthPaths.has(path)) return answerText('ok');
  if (path === '/version') return answerJson(versionInfo(context.kubernetesVersion));
  if (path === '/openid/v1/jwks') return answerJson(context.tokens.keySet());
  if (path === '/.well-known/openid-configuration') return answerJson(openIdConfiguration);
  if (path === '/openapi/v2') return answerOpenApiV2(context, request);
  if (path.startsWith('/openapi/')) return answerOpenApi(context, path);
  if (path === '/') return answerJson({ paths: rootPaths(context) });
  return answerDiscovery(context, path, request);
}

async function answerDiscovery(
  { state: { registry } }: ServerContext,
  path: string,
  request: ApiRequest,
): Promise<ApiAnswer | undefined> {
  const parts = path.split('/').slice(1);
  if (path === '/api' || path === '/apis') {
    const view = findView(request.accept, isAggregatedView);
    if (view) return answerAggregated(registry, path === '/api', view);
    return answer(path === '/api' ? coreVersions : groupList(registry), negotiate(request.accept, noView));
  }
  if (parts[0] === 'api' && parts.length === 2) return found(resourceList(registry, parts[1]!), request);
  if (parts[0] !== 'apis') return undefined;
  if (parts.length === 2) return found(groupByName(registry, parts[1]!), request);
  return parts.length === 3 ? found(resourceList(registry, `${parts[1]}/${parts[2]}`), request) : undefined;
}

/** apiserver pkg/endpoints/discovery/aggregated/negotiation.go: the beta was taken out of 1.36, those who want it are told group by group. */
const isAggregatedView: AllowedView = (view, as) => as === 'APIGroupDiscoveryList' && view === 'apidiscovery.k8s.io/v2';

async function answerAggregated(registry: ServedKinds, core: boolean, format: Format): Promise<ApiAnswer> {
  const made = await answer(aggregatedDiscovery(registry, core), format);
  return { ...made, contentType: `${made.contentType};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList` };
}

/** kubernetes pkg/serviceaccount/openidmetadata.go */
const openIdConfiguration = {
  issuer,
  jwks_uri: `${issuer}/openid/v1/jwks`,
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
};

const found = async (value: unknown, request: ApiRequest): Promise<ApiAnswer | undefined> =>
  value === undefined ? undefined : answer(value, negotiate(request.accept, noView));

const coreVersions = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }],
};

function versionInfo(gitVersion: string): unknown {
  const [major = '', minor = ''] = gitVersion.replace(/^v/, '').split('.');
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: 'gatehouse',
    platform: `${process.platform}/${process.arch}`,
  };
}

const rootPaths = ({ state }: ServerContext): readonly string[] => [
  '/api',
  '/api/v1',
  '/apis',
  ...groupsOf(state.registry)
    .filter(({ name }) => name !== '')
    .flatMap(({ name, versions }) => [`/apis/${name}`, ...versions.map(({ version }) => `/apis/${name}/${version}`)]),
  ...healthPaths,
  '/.well-known/openid-configuration',
  '/openapi/v2',
  '/openapi/v3',
  '/openid/v1/jwks',
  '/version',
];
