import { printRef } from '../../../kube/object.ts';
import { kinds, type Service } from '../../../kube/types.ts';
import { exampleObject, exampleService, exampleSlice } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isOwnIngress } from '../providers/ingress.ts';
import { exampleGate, gateReads, type SeenGate, seeGate } from '../rule-seen.ts';

/** Why no Ingress of the gate gets an address; undefined where one would, or where none is meant to. */
function causeOf({ configuration }: SeenGate, seen: SeenCluster): Cause | undefined {
  const published = configuration.static.kubernetesIngress?.ingressEndpoint?.publishedService ?? '';
  const [namespace, name, ...rest] = published.split('/');
  if (published === '' || name === undefined || rest.length > 0) return undefined;
  const service = seen.find<Service>(kinds.Service, name, namespace);
  const evidence = [`Traefik is started with ingressendpoint.publishedservice=${published}`];
  if (!service)
    return {
      likelihood: 'certain',
      cause: `Traefik copies the address of Service ${published}, which is not there`,
      evidence,
      fix: 'let publishedService name the Service of the gate (providers.kubernetesIngress.publishedService in the values)',
      commands: [`kubectl -n ${namespace} get services`],
    };
  if (service.spec.type !== 'LoadBalancer' || service.status?.loadBalancer?.ingress?.length) return undefined;
  return {
    likelihood: 'certain',
    cause: `Traefik copies the address of ${printRef(service)}, which has none`,
    evidence,
    fix: 'see why the Service of the gate has no address',
    at: printRef(service),
  };
}

const ingress = exampleObject('networking.k8s.io/v1', 'Ingress/apps/web', {
  spec: {
    rules: [
      {
        host: 'web.example.org',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
        },
      },
    ],
  },
});
const rest = [
  ...exampleGate(),
  ...[ingress, exampleService('apps/web', { type: 'ClusterIP' }), exampleSlice('apps/web', { 'node-1': true })],
];
const shown = { ...ingress, status: { loadBalancer: { ingress: [{ ip: '192.0.2.3' }] } } };

/** Ingresses that show no address, so that whoever waits for it waits. */
export const ingressWithoutAddress: Playbook = {
  id: 'ingress-without-address',
  symptom: 'An Ingress shows no ADDRESS, and external-dns, Argo CD or Flux waits for it.',
  why: 'Traefik copies the address of the Service that publishedService names onto its Ingresses (traefik pkg/provider/kubernetes/ingress/kubernetes.go updateIngressStatus)',
  reads: gateReads,
  diagnose: (seen) => {
    const gate = seeGate(seen);
    const settings = gate?.configuration.static.kubernetesIngress;
    const cause = gate && causeOf(gate, seen);
    if (!gate || !settings || !cause) return [];
    return gate.objects.ingresses
      .filter((each) => !each.status?.loadBalancer?.ingress?.length)
      .filter((each) => isOwnIngress(settings, each, gate.objects.ingressClasses))
      .map((each) => ({ object: printRef(each), shows: 'shows no address', severity: 'warning', causes: [cause] }));
  },
  examples: {
    healthy: [
      {
        objects: [...rest.filter((each) => each !== ingress), shown, exampleService('gate/traefik', {}, ['192.0.2.3'])],
      },
      { objects: [...exampleGate(['--providers.kubernetesingress']), ingress] },
    ],
    ill: [{ objects: rest }, { objects: [...rest, exampleService('gate/traefik')] }],
  },
};
