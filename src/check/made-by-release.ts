import { isJsonObject } from '../kube/json.ts';
import { printRef } from '../kube/object.ts';
import type { RuleInput } from './rule.ts';

/**
 * What would make it known whether an object of a name is there, when it stands in no file but the values of a release name it: a chart
 * makes objects out of its values. Undefined where no release does.
 */
export function madeByRelease({ ofKind }: RuleInput, name: string): string | undefined {
  const quoted = JSON.stringify(name);
  const release = ofKind('HelmRelease', 'helm.toolkit.fluxcd.io').find(({ object: { spec } }) => {
    if (!isJsonObject(spec) || spec.values === undefined) return false;
    return JSON.stringify(spec.values).includes(quoted);
  });
  return release && `what ${printRef(release.object)} makes of its values, which name ${name}`;
}

/**
 * Namespaces into which releases install something of which nothing is known here: whatever is missing there may be made by their charts.
 */
export function opaqueNamespaces({ objects, ofKind }: RuleInput): ReadonlySet<string> {
  const known = new Set(
    objects.flatMap(({ madeBy, approximate }) => (madeBy === undefined || approximate ? [] : [madeBy])),
  );
  const releases = [...ofKind('HelmRelease', 'helm.toolkit.fluxcd.io'), ...ofKind('HelmChart', 'helm.cattle.io')];
  const open = releases.filter(({ object, loose }) => !loose && !known.has(printRef(object)));
  return new Set(
    open.map(({ object: { metadata, spec } }) => {
      const target = isJsonObject(spec) ? spec.targetNamespace : undefined;
      return typeof target === 'string' ? target : (metadata.namespace ?? 'default');
    }),
  );
}
