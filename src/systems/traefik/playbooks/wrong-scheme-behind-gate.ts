import { printRef } from '../../../kube/object.ts';
import type { Pod } from '../../../kube/types.ts';
import { exampleObject, exampleService, exampleSlice } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { podsBehind } from '../../../operate/diagnose/workloads.ts';
import { exampleGate, exampleRouteTo, gateReads, seeGate } from '../rule-seen.ts';
import { backendsSeen, type SeenBackend } from '../services/backends-seen.ts';

type ServicePort = NonNullable<SeenBackend['service']['spec']['ports']>[number];

const portOf = ({ service, port }: SeenBackend): ServicePort | undefined =>
  service.spec.ports?.find(({ name, port: number }) => port === number || (port !== undefined && port === name));

/** What Traefik speaks to a backend: as the route says, or https at port 443 and at ports named so (traefik pkg/provider/kubernetes/crd/kubernetes_http.go parseServiceProtocol). */
function schemeAsked({ scheme }: SeenBackend, { name = '', port }: ServicePort): 'http' | 'https' {
  if (scheme !== undefined && scheme !== '') return scheme === 'https' ? 'https' : 'http';
  return port === 443 || name.startsWith('https') ? 'https' : 'http';
}

/** What a pod answers in at that port, as the kubelet asks it there; undefined where its probes say nothing of it. */
function schemeAnswered({ spec }: Pod, { targetPort, port }: ServicePort): 'http' | 'https' | undefined {
  const wanted = targetPort ?? port;
  for (const { ports = [], readinessProbe, livenessProbe } of spec.containers) {
    const numberOf = (each: unknown) =>
      typeof each === 'string' ? ports.find(({ name }) => name === each)?.containerPort : each;
    const probe = [readinessProbe?.httpGet, livenessProbe?.httpGet].find(
      (each) =>
        each !== undefined &&
        numberOf(each.port) !== undefined &&
        Number(numberOf(each.port)) === Number(numberOf(wanted)),
    );
    if (probe) return probe.scheme === 'HTTPS' ? 'https' : 'http';
  }
  return undefined;
}

function causeOf(backend: SeenBackend, asked: 'http' | 'https', pod: Pod): Cause {
  const { name } = backend.service.metadata;
  const other = asked === 'http' ? 'https' : 'http';
  return {
    likelihood: 'likely',
    cause: `Traefik asks Service ${name} by ${asked}, and its pods answer ${other} at that port`,
    evidence: [`${printRef(pod)}: the kubelet probes that port by ${other}`],
    fix:
      asked === 'http'
        ? `say scheme: https at the service of the route (on an Ingress: the annotation service.serversscheme of the Service), with a ServersTransport that trusts its certificate`
        : `say scheme: http at the service of the route, or name another port`,
    commands: [`kubectl -n ${backend.service.metadata.namespace} get service ${name} -o yaml`],
  };
}

function symptomOf(backend: SeenBackend, seen: SeenCluster): readonly Symptom[] {
  const port = portOf(backend);
  // An annotation of the Service may say the scheme.
  const isSaid = Object.keys(backend.service.metadata.annotations ?? {}).some((key) => /serversscheme/.test(key));
  if (!port || isSaid) return [];
  const asked = schemeAsked(backend, port);
  const pod = podsBehind(backend.service, seen).find((each) => {
    const answered = schemeAnswered(each, port);
    return answered !== undefined && answered !== asked;
  });
  if (!pod) return [];
  return [{ object: backend.route, shows: 'answers 502 or 500', causes: [causeOf(backend, asked, pod)] }];
}

const service = exampleService('apps/web', { type: 'ClusterIP', ports: [{ name: 'web', port: 80, targetPort: 8443 }] });
const pod = (scheme: string) =>
  exampleObject(
    'v1',
    'Pod/apps/web-1',
    {
      spec: {
        nodeName: 'node-1',
        containers: [
          {
            ...{ name: 'web', image: 'example.com/web:1', ports: [{ containerPort: 8443 }] },
            readinessProbe: { httpGet: { path: '/', port: 8443, scheme } },
          },
        ],
      },
      status: { phase: 'Running' },
    },
    { labels: { app: 'web' } },
  );
const slice = exampleSlice('apps/web', { 'node-1': true });

/** A backend that is asked in clear and speaks TLS, or the other way round. */
export const wrongSchemeBehindGate: Playbook = {
  id: 'wrong-scheme-behind-gate',
  symptom: 'A host answers 502 Bad Gateway or 500, though its pods are ready.',
  why: 'Traefik speaks http to a backend unless the route says https, the port is 443 or its name begins with https (traefik pkg/provider/kubernetes/crd/kubernetes_http.go parseServiceProtocol)',
  reads: gateReads,
  diagnose: (seen) => {
    const gate = seeGate(seen);
    const found = gate ? backendsSeen(gate, seen).flatMap((each) => symptomOf(each, seen)) : [];
    return [...new Map(found.map((each) => [each.object, each])).values()];
  },
  examples: {
    healthy: [
      { objects: [...exampleGate(), service, slice, pod('HTTP'), exampleRouteTo()] },
      {
        objects: [
          ...exampleGate(),
          service,
          slice,
          pod('HTTPS'),
          exampleRouteTo({ services: [{ name: 'web', port: 80, scheme: 'https' }] }),
        ],
      },
    ],
    ill: [
      { objects: [...exampleGate(), service, slice, pod('HTTPS'), exampleRouteTo()] },
      {
        objects: [
          ...exampleGate(),
          service,
          slice,
          pod('HTTP'),
          exampleRouteTo({ services: [{ name: 'web', port: 80, scheme: 'https' }] }),
        ],
      },
    ],
  },
};
