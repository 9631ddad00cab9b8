import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import { groupOf, type Json, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { specOf } from '../flux-objects.ts';

const group = 'argoproj.io';

/** Whether an object is an Application of Argo CD. */
export const isApplication = ({ apiVersion, kind }: UnknownObject): boolean =>
  kind === 'Application' && groupOf(apiVersion) === group;

/** Whether an object is an ApplicationSet of Argo CD. */
export const isApplicationSet = ({ apiVersion, kind }: UnknownObject): boolean =>
  kind === 'ApplicationSet' && groupOf(apiVersion) === group;

/** An Application, as it is written or as a set makes it, and where that is said. */
export interface Application {
  readonly object: UnknownObject;
  readonly writtenAs: SourcedObject;
}

/** What an Application brings, as far as it can be read here. */
export interface ApplicationSource {
  readonly url: string;
  readonly path: string;
  readonly spec: JsonObject;
}

/** The one source of an Application that is a folder of a Git repository; otherwise why there is none. */
export function sourceOf({ object }: Application): ApplicationSource | string {
  const { source, sources } = specOf(object);
  const all = Array.isArray(sources) ? sources : [];
  if (all.length > 1) return 'it has several sources';
  const only = all[0] ?? source;
  if (!isJsonObject(only)) return 'it names no source';
  if (typeof only.chart === 'string') return `its source is the Helm chart ${only.chart}`;
  if (only.plugin !== undefined) return 'a plugin makes its manifests';
  if (typeof only.repoURL !== 'string' || typeof only.path !== 'string') return 'its source names no folder';
  if (/\{\{/.test(`${only.repoURL}${only.path}`)) return 'its source holds what only Argo CD fills in';
  return { url: only.repoURL, path: only.path, spec: only };
}

/** One way to write the address of a repository: without protocol, user and ending (argo-cd util/git NormalizeGitURL). */
export const plainUrl = (url: string): string =>
  url
    .trim()
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]+@/, '')
    .replace(/^([^/:]+):(?!\d)/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');

/** The namespace that an Application puts its objects into, and whether it makes it; undefined where it is for another cluster. */
export function destinationOf({
  object,
}: Application): { readonly namespace?: string; readonly makes: boolean } | undefined {
  const { destination, syncPolicy } = specOf(object);
  const { server, name, namespace } = isJsonObject(destination) ? destination : ({} as JsonObject);
  if (!isThisCluster(server, 'https://kubernetes.default.svc') || !isThisCluster(name, 'in-cluster')) return undefined;
  const options = isJsonObject(syncPolicy) && Array.isArray(syncPolicy.syncOptions) ? syncPolicy.syncOptions : [];
  const makes = options.includes('CreateNamespace=true');
  return typeof namespace === 'string' && namespace !== '' ? { namespace, makes } : { makes: false };
}

const isThisCluster = (said: Json | undefined, own: string): boolean =>
  said === undefined || said === '' || said === own;
