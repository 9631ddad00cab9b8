import type { FileTree } from '../../core/file-tree.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { specOf } from '../flux-objects.ts';
import type { Application } from './application.ts';
import { fillTemplate, type Params } from './fill-template.ts';
import { paramsOf } from './generators.ts';

/** What a set makes: Applications, and why others are not known. */
interface MadeApplications {
  readonly applications: readonly Application[];
  readonly notKnown: readonly string[];
}

/**
 * The Applications that a set makes, as far as its generators can be followed and its template filled in. `isLocal` tells the addresses that are
 * this repository.
 */
export function applicationsOf(
  tree: FileTree,
  set: SourcedObject,
  isLocal: (url: string) => boolean,
): MadeApplications {
  const { generators, template, goTemplate } = specOf(set.object);
  if (!isJsonObject(template)) return { applications: [], notKnown: ['it has no template'] };
  const notKnown: string[] = [];
  const applications = (Array.isArray(generators) ? generators : []).flatMap((generator) => {
    const found = paramsOf(generator, { tree, isLocal, go: goTemplate === true });
    if (typeof found === 'string') notKnown.push(found);
    return typeof found === 'string' ? [] : found.map((params) => make(set, template, params));
  });
  return { applications, notKnown };
}

const make = (set: SourcedObject, template: JsonObject, params: Params): Application => {
  const filled = fillTemplate(template, params) as JsonObject;
  const metadata = {
    namespace: set.object.metadata.namespace,
    ...(isJsonObject(filled.metadata) ? filled.metadata : {}),
  };
  const object = { apiVersion: set.object.apiVersion, kind: 'Application', metadata, spec: filled.spec };
  return { object: object as unknown as UnknownObject, writtenAs: set };
};
