import { printRef } from '../../../kube/object.ts';
import type { DaemonSet, Deployment, Pod } from '../../../kube/types.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted, type Saying } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isDown, isPodReady, podsOf, whyDown } from '../../../operate/diagnose/workloads.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { traefikKinds } from '../objects.ts';
import {
  exampleArguments,
  exampleGate,
  exampleGateDown,
  exampleRouteTo,
  gateReads,
  gateWorkloads,
} from '../rule-seen.ts';

/** What Traefik writes before it ends. */
const sayings: readonly Saying[] = [
  {
    says: /listen tcp\S* \S*?:(\d+): bind: (address already in use|permission denied)/,
    cause: ([, port, why]) => `it cannot listen on port ${port}: ${why}`,
    fix: 'free the port on the node (hostNetwork, hostPort), take one above 1023, or grant NET_BIND_SERVICE',
  },
  {
    says: /field not found, node: (\S+)/,
    cause: ([, flag]) => `it is started with ${flag}, which its version does not know`,
    fix: 'mend additionalArguments or the values of the chart',
  },
  {
    says: /(?:unknown|invalid) plugin|unable to (?:set up|download) plugin/i,
    cause: 'a plugin could not be fetched or built',
    fix: 'see that the pod reaches plugins.traefik.io, or take the plugin away',
  },
];

async function causeOf(workload: Deployment | DaemonSet, seen: SeenCluster): Promise<Cause> {
  const container = workload.spec.template.spec?.containers[0];
  const [problem] = readStaticConfiguration(container?.args ?? []).problems;
  if (problem !== undefined)
    return {
      likelihood: 'certain',
      cause: 'Traefik ends at an argument that it does not know',
      evidence: [quoted(problem)],
      fix: 'mend additionalArguments or the values of the chart',
    };
  const pod = podsOf(workload, seen).find((each: Pod) => !isPodReady(each));
  const { name = '', namespace = '' } = pod?.metadata ?? {};
  const lines = pod ? await seen.logs({ name, namespace }, pod.spec.containers[0]?.name ?? '') : [];
  const line = lines.findLast((each) => /error|FTL|ERR/i.test(each));
  const said = line && causeSaid(line, sayings, [`log of ${name}: ${quoted(line)}`]);
  return said || whyDown(workload, seen);
}

async function symptomsOf(workload: Deployment | DaemonSet, seen: SeenCluster): Promise<readonly Symptom[]> {
  const object = printRef(workload);
  const down: Symptom = {
    object,
    shows: 'does not run: no host behind it answers',
    causes: [await causeOf(workload, seen)],
  };
  const routes = seen.list(traefikKinds.IngressRoute).map(
    (route): Symptom => ({
      object: printRef(route),
      shows: 'is served by nobody',
      causes: [
        {
          likelihood: 'certain',
          cause: 'the gate does not run',
          evidence: [object],
          fix: 'bring the gate back',
          at: object,
        },
      ],
    }),
  );
  return [down, ...routes];
}

/** No gate takes requests. */
export const gateNotRunning: Playbook = {
  id: 'gate-not-running',
  symptom: 'Every host refuses connections: Traefik does not run.',
  why: 'Traefik is the one that listens behind the address; it ends at an argument it does not know and where it cannot listen (traefik cmd/traefik/traefik.go)',
  reads: gateReads,
  diagnose: async (seen) => {
    const gates = gateWorkloads(seen);
    const down = gates.filter((gate) => isDown(gate, seen));
    // Where another runs, hosts answer.
    if (down.length === 0 || down.length < gates.length) return [];
    return (await Promise.all(down.map((gate) => symptomsOf(gate, seen)))).flat();
  },
  examples: {
    healthy: [{ objects: [...exampleGate(), exampleRouteTo()] }],
    ill: [
      { objects: [...exampleGateDown(), exampleRouteTo()] },
      { objects: exampleGateDown([...exampleArguments, '--pilot.token=x']) },
      {
        objects: exampleGateDown(),
        logs: {
          'gate/traefik-1/traefik': [
            '2026-01-01T11:59:00Z ERR error="command traefik error: error while building entryPoint web: error preparing server: error opening listener: listen tcp :80: bind: address already in use"',
          ],
        },
      },
    ],
  },
};
