import type { RuleInput } from '../../check/rule.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { SourcedObject } from '../../kube/origin.ts';

/** Objects with a spec: one without is refused by the API and says nothing to a rule. */
const withSpec = (objects: readonly SourcedObject[]): readonly SourcedObject[] =>
  objects.filter(({ object }) => isJsonObject(object.spec));

export const kustomizationsIn = ({ ofKind }: RuleInput): readonly SourcedObject[] =>
  withSpec(ofKind('Kustomization', 'kustomize.toolkit.fluxcd.io'));

export const releasesIn = ({ ofKind }: RuleInput): readonly SourcedObject[] =>
  withSpec(ofKind('HelmRelease', 'helm.toolkit.fluxcd.io'));
