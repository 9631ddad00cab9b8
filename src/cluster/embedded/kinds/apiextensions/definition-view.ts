import { compareVersions } from '../../../../kube/compare-versions.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { PrinterColumn } from '../../../../kube/resource.ts';
import type { KindRules, ServedResource } from '../../api/state.ts';

/** The parts of a CustomResourceDefinition that are acted on. */
export interface DefinitionView {
  readonly group: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly names: Names;
  readonly versions: readonly VersionView[];
}

interface Names {
  readonly plural: string;
  readonly singular?: string;
  readonly kind: string;
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

interface VersionView {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: unknown };
  readonly subresources?: {
    readonly status?: unknown;
    readonly scale?: { readonly specReplicasPath: string; readonly statusReplicasPath: string };
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
}

/** The spec as far as it is there: a definition is looked at before it is known to be sound. */
export const specOf = (definition: UnknownObject): DefinitionView => {
  const spec = (definition.spec ?? {}) as Partial<DefinitionView>;
  return { ...spec, names: spec.names ?? {}, versions: spec.versions ?? [] } as DefinitionView;
};

/** In the order in which the server of custom resources tells them. */
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** apiextensions-apiserver pkg/apiserver/customresource_handler.go defaultDeprecationWarning */
function deprecationOf({ group, names, versions }: DefinitionView, version: VersionView): string | undefined {
  if (!version.deprecated) return undefined;
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const text = `${group}/${version.name} ${names.kind} is deprecated`;
  const [newer] = versions
    .filter(({ name, served, deprecated }) => served && !deprecated && compareVersions(version.name, name) < 0)
    .sort((a, b) => compareVersions(b.name, a.name));
  return newer ? `${text}; use ${group}/${newer.name} ${names.kind}` : text;
}

const customRules: KindRules = {};

/** The resources a definition serves, one for each served version. */
export function resourcesOf(definition: UnknownObject): readonly ServedResource[] {
  const { group, scope, names, versions } = specOf(definition);
  return versions
    .filter((version) => version.served)
    .map((version) => ({
      group,
      version: version.name,
      apiVersion: `${group}/${version.name}`,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? names.kind?.toLowerCase(),
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced: scope === 'Namespaced',
      subresources: [
        ...(version.subresources?.scale ? ['scale'] : []),
        ...(version.subresources?.status ? ['status'] : []),
      ],
      table: `${group}/${names.plural}`,
      verbs: customVerbs,
      counted: true,
      own: customRules,
      custom: {
        definition: definition.metadata.name,
        listKind: names.listKind ?? `${names.kind}List`,
        storageVersion: versions.find(({ storage }) => storage)?.name ?? version.name,
        deprecation: deprecationOf(specOf(definition), version),
        schema: version.schema?.openAPIV3Schema,
        columns: version.additionalPrinterColumns,
        scale: version.subresources?.scale,
      },
    }));
}
