import { conditionOf, type KubeObject, printRef } from '../../../kube/object.ts';
import { kinds, type Namespace } from '../../../kube/types.ts';
import { isSettled } from '../../../operate/diagnose/ages.ts';
import { exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';

const apiService = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };

/** An API that does not answer, so that nobody knows what it has left in the namespace. */
const deadApi = (seen: SeenCluster): KubeObject | undefined =>
  seen.list(apiService).find((each) => conditionOf(each, 'Available')?.status === 'False');

function causesOf(namespace: Namespace, seen: SeenCluster): readonly Cause[] {
  const { name } = namespace.metadata;
  const says = (type: string): string | undefined => {
    const found = conditionOf(namespace, type);
    return found?.status === 'True' ? `${found.reason}: ${found.message}` : undefined;
  };
  const causes: Cause[] = [];
  const discovery = says('NamespaceDeletionDiscoveryFailure');
  if (discovery) {
    const dead = deadApi(seen);
    causes.push({
      likelihood: 'certain',
      cause: dead
        ? `${dead.metadata.name} does not answer, so that nobody can tell what else is in it`
        : 'an API of the cluster does not answer, so that nobody can tell what else is in it',
      evidence: [discovery],
      fix: 'bring back what serves that API, or delete its APIService if it is gone for good',
      commands: ['kubectl get apiservices'],
      ...(dead ? { at: printRef(dead) } : {}),
    });
  }
  const finalizers = says('NamespaceFinalizersRemaining');
  const remaining = says('NamespaceContentRemaining');
  if (finalizers ?? remaining)
    causes.push({
      likelihood: finalizers ? 'certain' : 'likely',
      cause: finalizers
        ? 'objects in it wait for whoever set their finalizers: a controller that is gone, or that cannot clean up'
        : 'objects in it are not gone yet',
      evidence: [finalizers, remaining].flatMap((each) => each ?? []),
      fix: 'let the controller run again that the finalizer names, until it has cleaned up; if it is gone for good, take metadata.finalizers off those objects',
      commands: [
        `kubectl api-resources --verbs=list --namespaced -o name | xargs -n1 kubectl get -n ${name} --ignore-not-found --show-kind`,
      ],
    });
  const content = says('NamespaceDeletionContentFailure');
  if (content)
    causes.push({
      likelihood: 'likely',
      cause: 'objects in it cannot be deleted',
      evidence: [content],
      fix: 'mend what the message names',
    });
  return causes;
}

function symptomOf(namespace: Namespace, seen: SeenCluster): Symptom {
  const [first, ...rest] = causesOf(namespace, seen);
  const unknown: Cause = {
    likelihood: 'possible',
    cause: 'the namespace controller does not come to it',
    evidence: [`being deleted since ${namespace.metadata.deletionTimestamp}`],
    fix: 'look at the log of kube-controller-manager',
  };
  return { object: printRef(namespace), shows: 'does not go away', causes: [first ?? unknown, ...rest] };
}

const leaving = (conditions: readonly object[], deletionTimestamp = '2026-01-01T11:30:00Z') =>
  exampleOf(['v1', 'Namespace'], 'old', {
    metadata: { deletionTimestamp },
    status: { phase: 'Terminating', conditions },
  });
const finalizers = {
  type: 'NamespaceFinalizersRemaining',
  status: 'True',
  reason: 'SomeFinalizersRemain',
  message: 'Some content in the namespace has finalizers remaining: example.org/cleanup in 2 resource instances',
};
const discovery = {
  type: 'NamespaceDeletionDiscoveryFailure',
  status: 'True',
  reason: 'DiscoveryFailed',
  message:
    'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: things.example.org/v1beta1: stale GroupVersion discovery',
};
const dead = exampleOf(['apiregistration.k8s.io/v1', 'APIService'], 'v1beta1.things.example.org', {
  spec: {
    group: 'things.example.org',
    version: 'v1beta1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    insecureSkipTLSVerify: true,
    service: { name: 'things', namespace: 'things' },
  },
  status: {
    conditions: [
      { type: 'Available', status: 'False', reason: 'ServiceNotFound', lastTransitionTime: '2026-01-01T11:00:00Z' },
    ],
  },
});

/** A namespace that was deleted, and is there still. */
export const namespaceStuck: Playbook = {
  id: 'namespace-stuck',
  symptom: 'A namespace stays Terminating.',
  why: 'a namespace goes when every object of every kind in it is gone, and says in its conditions what is left (kubernetes pkg/controller/namespace/deletion/namespaced_resources_deleter.go)',
  reads: [kinds.Namespace, apiService],
  diagnose: (seen) =>
    seen
      .list<Namespace>(kinds.Namespace)
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined && isSettled(seen, metadata.deletionTimestamp))
      .map((each) => symptomOf(each, seen)),
  examples: {
    healthy: [{ objects: [leaving([finalizers], '2026-01-01T11:59:30Z')] }],
    ill: [{ objects: [leaving([finalizers])] }, { objects: [leaving([discovery]), dead] }, { objects: [leaving([])] }],
  },
};
