import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { groupOf, type Json, type UnknownObject, versionOf } from '../../../kube/object.ts';
import { namedFluxMinor } from '../../../repo/flux-version.ts';

/** Minors of Flux 2 since which API versions are served no longer, and what is served instead. */
const retired: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  helm: { v2beta1: 7, v2beta2: 8 },
  image: { v1alpha1: 7, v1alpha2: 7, v1beta1: 7, v1beta2: 9 },
  kustomize: { v1alpha1: 7, v1beta1: 7, v1beta2: 8 },
  notification: { v1beta1: 7, v1beta2: 9 },
  source: { v1alpha1: 7, v1beta1: 7, v1beta2: 8 },
};

const served = ({ apiVersion, kind }: UnknownObject): string => {
  const group = groupOf(apiVersion);
  if (group.startsWith('helm.')) return `${group}/v2`;
  return `${group}/${kind === 'Alert' || kind === 'Provider' ? 'v1beta3' : 'v1'}`;
};

/** Minor of the Flux 2 that the objects bring. */
function fluxMinor({ objects }: RuleInput): number | undefined {
  for (const { object, loose } of objects) {
    const minor = loose ? undefined : namedFluxMinor(object as Json);
    if (minor !== undefined) return minor;
  }
  return undefined;
}

function sinceOf({ apiVersion }: UnknownObject): number | undefined {
  const [, part = ''] = /^([a-z]+)\.toolkit\.fluxcd\.io$/.exec(groupOf(apiVersion)) ?? [];
  return retired[part]?.[versionOf(apiVersion)];
}

const exampleRepository = (version: string): UnknownObject => ({
  apiVersion: `source.toolkit.fluxcd.io/${version}`,
  kind: 'HelmRepository',
  metadata: { name: 'apps', namespace: 'flux-system' },
  spec: { interval: '1h', url: 'https://charts.example.com' },
});

export const fluxApiVersionRetired: ObjectsRule = {
  id: 'flux-api-version-retired',
  needs: 'objects',
  severity: 'error',
  summary: 'An object is of an API version that Flux serves no longer.',
  why: 'Flux 2.7 brings no v1beta1 and v2beta1 any more, 2.8 no v1beta2 and v2beta2 of sources, Kustomizations and releases, 2.9 none of images and messages (config/crd/bases of its controllers); the first apply of such an object fails: no matches for kind. Where nothing says which Flux it is, that is a warning (fluxcd.io/flux/releases docs)',
  check: (input) => {
    const minor = fluxMinor(input);
    return input.objects.flatMap((on): readonly Problem[] => {
      const since = on.loose ? undefined : sinceOf(on.object);
      if (since === undefined || (minor !== undefined && minor < since)) return [];
      const run = minor === undefined ? '' : `, and the repository brings 2.${minor}`;
      const message = `${on.object.apiVersion} is served no longer since Flux 2.${since}${run}`;
      const certain = minor !== undefined;
      const hint = `write apiVersion: ${served(on.object)}; \`flux migrate -f .\` does it for all files`;
      return [{ on, path: ['apiVersion'], message, hint, ...(!certain && { severity: 'warning' }) }];
    });
  },
  examples: {
    passing: [exampleRepository('v1')],
    failing: [exampleRepository('v1beta1')],
  },
};
