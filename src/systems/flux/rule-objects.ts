import type { RuleInput } from '../../check/rule.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { SourcedObject } from '../../kube/origin.ts';

/** Objects with a spec: one without is refused by the API and says nothing to a rule. */
const withSpec = (objects: readonly SourcedObject[]): readonly SourcedObject[] =>
  objects.filter(({ object }) => isJsonObject(object.spec));

/** One without a namespace is a piece that something else completes, or nothing applies. */
const isComplete = ({ object }: SourcedObject): boolean => object.metadata.namespace !== undefined;

export const kustomizationsIn = ({ ofKind }: RuleInput): readonly SourcedObject[] =>
  withSpec(ofKind('Kustomization', 'kustomize.toolkit.fluxcd.io')).filter(isComplete);

export const releasesIn = ({ ofKind }: RuleInput): readonly SourcedObject[] =>
  withSpec(ofKind('HelmRelease', 'helm.toolkit.fluxcd.io')).filter(isComplete);
