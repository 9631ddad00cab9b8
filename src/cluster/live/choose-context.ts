import { existsSync } from 'node:fs';
import { GatehouseError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { JsonObject } from '../../kube/json.ts';
import { type Kubeconfig, readKubeconfig } from './read-kubeconfig.ts';

/** Who is asked, and as whom: the entries of a kubeconfig that one context names, as they are written. */
export interface ChosenContext {
  /** Name of the context; empty in a pod. */
  readonly name: string;
  readonly cluster: JsonObject & { readonly server: string };
  readonly user: JsonObject;
}

/** Which kubeconfig and which of its contexts. */
export interface ContextOptions {
  /** A file that stands for all others. */
  readonly kubeconfig?: string;
  /** Default: the current one. */
  readonly context?: string;
}

/**
 * The context that is meant, as kubectl would choose it; within a pod that has no kubeconfig the cluster it runs in
 * (client-go rest/config.go InClusterConfig). Fails when there is none of that name, or it leads nowhere.
 */
export function chooseContext(options: ContextOptions, env: NodeJS.ProcessEnv): ChosenContext {
  const config = readKubeconfig(options.kubeconfig, env);
  if (!config) return (options.context === undefined ? ownCluster(env) : undefined) ?? failWithout(env);
  const name = options.context ?? config.currentContext;
  const context = config.contexts.get(name);
  if (!context) throw noContext(config, name);
  const cluster = config.clusters.get(String(context.cluster ?? ''));
  if (typeof cluster?.server !== 'string')
    throw broken(config, `context ${name} names the cluster ${text(context.cluster)}, which has no server there`);
  const user = typeof context.user === 'string' && context.user !== '' ? config.users.get(context.user) : {};
  if (!user) throw broken(config, `context ${name} names the user ${text(context.user)}, who is not there`);
  return { name, cluster: { ...cluster, server: readServer(cluster.server, config) }, user };
}

const text = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : '""');

function readServer(server: string, config: Kubeconfig): string {
  const full = server.includes('://') ? server : `http://${server}`;
  if (!URL.canParse(full) || !/^https?:$/.test(new URL(full).protocol))
    throw broken(config, `the server ${server} is no address of an API`);
  return full.replace(/\/+$/, '');
}

const broken = ({ files }: Kubeconfig, what: string) =>
  new GatehouseError(`${files.join(', ')}: ${what}`, { hint: '`kubectl config view` shows what it holds' });

function noContext(config: Kubeconfig, name: string): GatehouseError {
  const names = [...config.contexts.keys()];
  if (name === '')
    return new GatehouseError(`${config.files.join(', ')}: no context is the current one`, { hint: listed(names) });
  const near = nearestName(name, names);
  const hint = near === undefined ? listed(names) : `did you mean ${near}?`;
  return new GatehouseError(`${config.files.join(', ')}: there is no context ${name}`, { hint });
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'it holds none' : `name one with --context: ${names.join(', ')}`;

const account = '/var/run/secrets/kubernetes.io/serviceaccount';

function ownCluster({ KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port }: NodeJS.ProcessEnv) {
  if (!host || !port || !existsSync(`${account}/token`)) return undefined;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    name: '',
    cluster: { server, 'certificate-authority': `${account}/ca.crt` },
    user: { tokenFile: `${account}/token` },
  };
}

function failWithout(env: NodeJS.ProcessEnv): never {
  const where = env.KUBECONFIG
    ? `KUBECONFIG names no file that is there: ${env.KUBECONFIG}`
    : '~/.kube/config is not there';
  throw new GatehouseError(`no kubeconfig: ${where}`, {
    hint: 'name one with --kubeconfig FILE; on a k3s server it is /etc/rancher/k3s/k3s.yaml',
  });
}
