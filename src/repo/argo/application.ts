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

/** A source of an Application that is a folder of a Git repository. */
export interface FolderSource {
  readonly url: string;
  readonly path: string;
  readonly spec: JsonObject;
}

/** What an Application is made of: its sources, one where it has no list of them (argo-cd pkg/apis/application/v1alpha1/types.go GetSources). */
export function sourcesOf({ object }: Application): readonly JsonObject[] {
  const { source, sources } = specOf(object);
  const all = Array.isArray(sources) && sources.length > 0 ? sources : [source];
  return all.flatMap((each) => (isJsonObject(each) ? [each] : []));
}

/** Whether a source only lends its files to the values of others. */
export const isOnlyReferred = ({ ref, path, chart }: JsonObject): boolean =>
  typeof ref === 'string' && path === undefined && chart === undefined;

/** A source as the folder that it is; otherwise why it is none. */
export function folderOf(source: JsonObject): FolderSource | string {
  const { repoURL, path, plugin } = source;
  if (plugin !== undefined) return 'a plugin makes its manifests';
  if (typeof repoURL !== 'string' || typeof path !== 'string') return 'its source names no folder';
  if (holdsTemplate(`${repoURL}${path}`)) return 'its source holds what only Argo CD fills in';
  return { url: repoURL, path, spec: source };
}

/** Whether a text holds a template that could not be filled in here. */
export const holdsTemplate = (text: string): boolean => text.includes('{{');

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
