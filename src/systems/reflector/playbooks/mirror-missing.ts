import { isOfPart } from '../../../controlplane/kit/system-part.ts';
import { type KubeObject, printRef } from '../../../kube/object.ts';
import { type Deployment, kinds, type Namespace } from '../../../kube/types.ts';
import { exampleDeployment, exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isDown, whyDown } from '../../../operate/diagnose/workloads.ts';
import { annotationNames } from '../annotations.ts';
import { mayBeIn } from '../mirroring/namespaces.ts';
import { propertiesOf } from '../mirroring/properties.ts';
import { reflectorPart } from '../running.ts';

/** Why a copy that was asked for is not filled; undefined where it is, or where that is not known. */
function causeOf(copy: KubeObject, seen: SeenCluster): Cause | undefined {
  const { reflects, version } = propertiesOf(copy);
  const home = seen.find<Namespace>(kinds.Namespace, copy.metadata.namespace ?? '');
  if (!reflects || version !== '' || !home) return undefined;
  const ref = `${copy.kind}/${reflects.namespace}/${reflects.name}`;
  const evidence = [`${printRef(copy)}: ${annotationNames.reflects} is ${reflects.namespace}/${reflects.name}`];
  const source = seen.find({ apiVersion: copy.apiVersion, kind: copy.kind }, reflects.name, reflects.namespace);
  if (!source)
    return {
      likelihood: 'certain',
      cause: `its source ${ref} is not there`,
      evidence,
      fix: 'make the source, or correct the annotation',
      at: ref,
    };
  if (mayBeIn(propertiesOf(source), home)) return undefined;
  return {
    likelihood: 'certain',
    cause: `its source ${ref} does not allow copies in namespace ${home.metadata.name}`,
    evidence,
    fix: `annotate the source ${annotationNames.allowed}: "true", and let ${annotationNames.allowedNamespaces} name the namespace`,
    commands: [
      `kubectl -n ${reflects.namespace} get ${copy.kind.toLowerCase()} ${reflects.name} -o jsonpath='{.metadata.annotations}'`,
    ],
  };
}

/** Without Reflector copies stay as they are, and new ones do not come. */
function standstill(seen: SeenCluster): readonly Symptom[] {
  return seen
    .list<Deployment>(kinds.Deployment)
    .filter((each) => isOfPart(each, reflectorPart) && isDown(each, seen))
    .map((each) => ({
      object: printRef(each),
      shows: 'does not run: copies of Secrets and ConfigMaps grow old, and new ones do not come',
      causes: [whyDown(each, seen)],
    }));
}

const copy = exampleObject(
  'v1',
  'ConfigMap/apps/settings',
  {},
  { annotations: { [annotationNames.reflects]: 'base/settings' } },
);
const source = (annotations: Readonly<Record<string, string>>) =>
  exampleObject('v1', 'ConfigMap/base/settings', {}, { annotations });
const home = exampleObject('v1', 'Namespace/apps');
const labels = { 'app.kubernetes.io/name': 'reflector' };

/** A copy that is empty, or grows old. */
export const mirrorMissing: Playbook = {
  id: 'mirror-missing',
  symptom: 'A Secret or ConfigMap that should be a copy is empty or old.',
  why: 'Reflector fills a copy while its source is there and allows the namespace (kubernetes-reflector src/ES.Kubernetes.Reflector/Mirroring/Core/ResourceMirror.cs)',
  reads: [kinds.Secret, kinds.ConfigMap, kinds.Namespace, kinds.Deployment],
  diagnose: (seen) => [
    ...standstill(seen),
    ...[...seen.list(kinds.Secret), ...seen.list(kinds.ConfigMap)].flatMap((each): readonly Symptom[] => {
      const cause = causeOf(each, seen);
      return cause ? [{ object: printRef(each), shows: 'is not filled', causes: [cause] }] : [];
    }),
  ],
  examples: {
    healthy: [{ objects: [home, copy, source({ [annotationNames.allowed]: 'true' })] }],
    ill: [
      { objects: [home, copy] },
      { objects: [home, copy, source({})] },
      { objects: [exampleDeployment('tools/reflector', labels, 0)] },
    ],
  },
};
