import { printRef, type UnknownObject } from '../../../kube/object.ts';
import { exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Playbook } from '../../../operate/diagnose/playbook.ts';
import { isSuspended } from '../explain/why-stage-fails.ts';
import { fluxKinds } from '../objects.ts';

const { Kustomization, HelmRelease, GitRepository, OCIRepository, HelmRepository } = fluxKinds;
const reads = [Kustomization, HelmRelease, GitRepository, OCIRepository, HelmRepository];

const words: Readonly<Record<string, string>> = {
  Kustomization: 'kustomization',
  HelmRelease: 'helmrelease',
  GitRepository: 'source git',
  OCIRepository: 'source oci',
  HelmRepository: 'source helm',
};

const source = (suspend: boolean) =>
  exampleObject('source.toolkit.fluxcd.io/v1', 'GitRepository/flux-system/lab', {
    spec: { interval: '1m0s', url: 'https://git.example.org/home/lab', suspend },
  });

/** What Flux was told to leave alone. */
export const deliverySuspended: Playbook = {
  id: 'delivery-suspended',
  symptom: 'A push changes nothing: the object is suspended.',
  why: 'a suspended object is not looked at until it is resumed, and keeps the conditions it had (kustomize-controller internal/controller/kustomization_controller.go Reconcile)',
  reads,
  diagnose: (seen) =>
    reads
      .flatMap((kind) => seen.list<UnknownObject>(kind))
      .filter(isSuspended)
      .map((each) => ({
        object: printRef(each),
        shows: 'is suspended: what is pushed does not come through it',
        severity: 'warning',
        causes: [
          {
            likelihood: 'certain',
            cause: 'somebody suspended it',
            evidence: [`${printRef(each)}: spec.suspend is true`],
            fix: 'resume it when the work is done; where suspend: true stands in Git, take it out there',
            commands: [`flux resume ${words[each.kind]} ${each.metadata.name} -n ${each.metadata.namespace}`],
          },
        ],
      })),
  examples: { healthy: [{ objects: [source(false)] }], ill: [{ objects: [source(true)] }] },
};
