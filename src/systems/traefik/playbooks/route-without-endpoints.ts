import { conditionOf, printRef } from '../../../kube/object.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleObject, examplePod, exampleService, exampleSlice } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isPodReady, podState, podsBehind } from '../../../operate/diagnose/workloads.ts';
import { exampleGate, exampleRouteTo, gateReads, type SeenGate, seeGate } from '../rule-seen.ts';
import { backendsSeen, type SeenBackend } from '../services/backends-seen.ts';

/** Whether no endpoint of the Service can take a request; false for those that have none by their nature. */
function isEmpty({ service }: SeenBackend, { objects }: SeenGate): boolean {
  const { name, namespace = '' } = service.metadata;
  if (service.spec.type === 'ExternalName') return false;
  const endpoints = objects.slices(namespace, name).flatMap((slice) => slice.endpoints ?? []);
  return !endpoints.some(({ conditions }) => (conditions?.ready ?? true) || conditions?.serving === true);
}

function causeOf({ service }: SeenBackend, seen: SeenCluster): Cause | undefined {
  const object = printRef(service);
  const { namespace, name } = service.metadata;
  const pods = podsBehind(service, seen);
  const commands = [`kubectl -n ${namespace} get endpointslices -l kubernetes.io/service-name=${name}`];
  const ill = pods.find((pod) => !isPodReady(pod));
  if (ill && !isPast(conditionOf(ill, 'Ready')?.lastTransitionTime, seen.now)) return undefined;
  return {
    likelihood: 'certain',
    cause: `Service ${name} has no ready endpoint`,
    evidence: [
      ill ? `${printRef(ill)}: ${podState(ill)}` : `no pod of ${namespace} has the labels that ${object} selects`,
    ],
    fix: ill ? 'mend the pod' : 'start the workload behind it, or let the selector of the Service match its pods',
    commands,
    at: object,
  };
}

/** A pod that is ready and not among the endpoints yet is on its way there. */
const isSettled = ({ service }: SeenBackend, seen: SeenCluster): boolean => !podsBehind(service, seen).some(isPodReady);

const web = (ready: boolean) => exampleSlice('apps/web', { 'node-1': ready });
const service = exampleService('apps/web', { type: 'ClusterIP' });

/** A route whose Service has nobody behind it. */
export const routeWithoutEndpoints: Playbook = {
  id: 'route-without-endpoints',
  symptom: 'A host answers 503 no available server (or 404 with allowEmptyServices off).',
  why: 'Traefik sends requests to the ready endpoints of a Service and answers 503 where there are none (traefik pkg/server/service/loadbalancer/wrr/wrr.go)',
  reads: gateReads,
  diagnose: (seen) => {
    const gate = seeGate(seen);
    if (!gate) return [];
    const found = backendsSeen(gate, seen)
      .filter((each) => isEmpty(each, gate) && isSettled(each, seen))
      .flatMap((each): readonly Symptom[] => {
        const cause = causeOf(each, seen);
        return cause ? [{ object: each.route, shows: 'finds no server behind it: 503', causes: [cause] }] : [];
      });
    return [...new Map(found.map((each) => [each.object, each])).values()];
  },
  examples: {
    healthy: [
      { objects: [...exampleGate(), service, web(true), exampleRouteTo()] },
      {
        objects: [
          ...exampleGate(),
          exampleService('apps/web', { type: 'ExternalName', externalName: 'nas.example.org', selector: null }),
          exampleRouteTo(),
        ],
      },
    ],
    ill: [
      { objects: [...exampleGate(), service, exampleRouteTo()] },
      {
        objects: [
          ...exampleGate(),
          ...[service, web(false), exampleRouteTo(), examplePod('apps/web-1', { app: 'web' }, { ready: false })],
        ],
      },
      {
        objects: [
          ...[...exampleGate(), service],
          exampleObject('networking.k8s.io/v1', 'Ingress/apps/web', {
            spec: {
              rules: [
                {
                  host: 'web.example.org',
                  http: {
                    paths: [
                      { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
                    ],
                  },
                },
              ],
            },
          }),
        ],
      },
    ],
  },
};
