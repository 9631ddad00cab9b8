import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { type Agent as HttpsAgent, type RequestOptions, Agent as SecureAgent } from 'node:https';
import { GatehouseError, messageOf } from '../../core/errors.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { proxyOf } from '../../registry/proxy.ts';
import { checkCredentials } from './check-credentials.ts';
import type { ChosenContext } from './choose-context.ts';
import { fileTrouble } from './file-trouble.ts';
import { type PluginCredential, runCredentialPlugin } from './run-credential-plugin.ts';

/** How requests reach an API, and as whom. Holds credentials. */
export interface Access {
  readonly agent: HttpAgent | HttpsAgent;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Milliseconds since the epoch from which the credentials no longer hold, where that is known. */
  readonly expires?: number;
  /** When the client certificate has expired, as it says itself; left out where it has not. */
  readonly expired?: string;
}

/** Connections that are open at the same time for calls; watches have more. */
const mostSockets = 64;

/**
 * The access that a context gives: its entries are read by the KubeConfig of @kubernetes/client-node, which also asks the providers it
 * knows (oidc). What kubectl reads and it does not is read here: `tokenFile`, plugins with a time-out, groups to act as, HTTPS_PROXY.
 */
export async function openAccess(context: ChosenContext, timeoutMs: number, now: number): Promise<Access> {
  const checked = checkCredentials(context, now);
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const credential = await credentialOf(context, timeoutMs);
  const config = new KubeConfig();
  const options: RequestOptions = {};
  try {
    config.loadFromString(textFor(context, credential));
    await config.applyToHTTPSOptions(options);
  } catch (cause) {
    throw new GatehouseError(`context ${context.name}: ${messageOf(cause)}`, {
      hint: '`kubectl config view` shows what it holds',
    });
  }
  if (credential.certificate !== undefined) Object.assign(options, certificateIn(credential));
  const { expires } = credential;
  return {
    agent: agentFor(context, options),
    headers: { ...basicIn(options), ...headersOf(options), ...actingAs(context) },
    ...(expires !== undefined && { expires }),
    ...checked,
  };
}

/** What stands for the user: of a file the token of this moment (client-go transport/token_source.go), of a plugin what it gives. */
async function credentialOf({ name, user, cluster }: ChosenContext, timeoutMs: number): Promise<PluginCredential> {
  if (typeof user.tokenFile === 'string' && user.tokenFile !== '') return { token: readToken(user.tokenFile, name) };
  return isJsonObject(user.exec) ? runCredentialPlugin({ exec: user.exec, cluster, timeoutMs }) : {};
}

function readToken(file: string, context: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new GatehouseError(`context ${context}: tokenFile ${file} ${fileTrouble(cause)}`, {
      hint: 'see to it that the file is there and may be read',
    });
  }
}

/** A kubeconfig of one context, in JSON, which is YAML. */
function textFor({ cluster, user }: ChosenContext, { token }: PluginCredential): string {
  const { exec: _exec, tokenFile: _tokenFile, ...rest } = user;
  const proxy = cluster['proxy-url'] ?? proxyOf()(new URL(cluster.server))?.href;
  return JSON.stringify({
    'current-context': 'one',
    contexts: [{ name: 'one', context: { cluster: 'one', user: 'one' } }],
    // It takes no server over HTTP unless certificates do not matter, which they do not there.
    clusters: [{ name: 'one', cluster: { ...cluster, 'proxy-url': proxy, ...(isPlain(cluster) && unchecked) } }],
    users: [{ name: 'one', user: { ...rest, ...(token !== undefined && { token }) } }],
  });
}

const isPlain = ({ server }: ChosenContext['cluster']): boolean => server.startsWith('http:');
const unchecked = { 'insecure-skip-tls-verify': true };

const certificateIn = ({ certificate, key }: PluginCredential): RequestOptions => ({ cert: certificate, key });

/** Connections are kept, except those through a proxy, whose agent is the library's. */
function agentFor({ cluster }: ChosenContext, options: RequestOptions): Access['agent'] {
  if (options.agent instanceof HttpAgent && proxied(options.agent)) return options.agent;
  const { ca, cert, key, passphrase, pfx, rejectUnauthorized, servername } = options;
  const common = { keepAlive: true, maxSockets: mostSockets };
  if (isPlain(cluster)) return new HttpAgent(common);
  return new SecureAgent({ ...common, ca, cert, key, passphrase, pfx, rejectUnauthorized, servername });
}

const proxied = (agent: object): boolean => 'proxy' in agent;

function headersOf({ headers }: RequestOptions): Record<string, string> {
  const set = Object.entries(headers ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

const basicIn = ({ auth }: RequestOptions): Record<string, string> =>
  typeof auth === 'string' ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};

/** client-go transport/round_trippers.go impersonatingRoundTripper */
function actingAs({ user }: ChosenContext): Record<string, string | readonly string[]> {
  const texts = (value: Json | undefined) => (Array.isArray(value) ? value.map(String) : []);
  const extra = isJsonObject(user['as-user-extra']) ? Object.entries(user['as-user-extra']) : [];
  const groups = texts(user['as-groups']);
  return {
    ...(typeof user['as-uid'] === 'string' && { 'impersonate-uid': user['as-uid'] }),
    ...(groups.length > 0 && { 'impersonate-group': groups }),
    ...Object.fromEntries(
      extra.map(([name, value]) => [`impersonate-extra-${encodeURIComponent(name.toLowerCase())}`, texts(value)]),
    ),
  };
}
