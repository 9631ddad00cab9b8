import { printRef, type UnknownObject } from '../../../kube/object.ts';
import { exampleObject, exampleService, exampleSlice } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { exampleGate, exampleRouteTo, gateReads, type SeenGate, seeGate } from '../rule-seen.ts';

/** What fills Secrets with certificates. */
const certificates = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' };

interface Asked {
  readonly object: string;
  readonly namespace: string;
  readonly secret: string;
}

/** The Secrets that the routes and stores of the gate take certificates from. */
function askedSecrets({ objects }: SeenGate): readonly Asked[] {
  const of = (object: UnknownObject, names: readonly (string | undefined)[]) =>
    names.flatMap((secret) =>
      secret ? [{ object: printRef(object), namespace: object.metadata.namespace ?? '', secret }] : [],
    );
  return [
    ...objects.ingressRoutes.flatMap((each) => of(each, [each.spec?.tls?.secretName])),
    ...objects.tlsStores.flatMap((each) => of(each, [each.spec?.defaultCertificate?.secretName])),
    ...objects.ingresses.flatMap((each) =>
      of(
        each,
        (each.spec?.tls ?? []).map(({ secretName }) => secretName),
      ),
    ),
  ];
}

function causeOf({ namespace, secret }: Asked, seen: SeenCluster): Cause {
  const own = seen
    .list(certificates, namespace)
    .find(({ spec }) => (spec as { secretName?: string }).secretName === secret);
  const elsewhere = seen.list(certificates).find(({ spec }) => (spec as { secretName?: string }).secretName === secret);
  const base = {
    evidence: [`namespace ${namespace} has no Secret ${secret}`],
    commands: [`kubectl -n ${namespace} get secret ${secret}`],
  };
  if (own)
    return {
      ...base,
      likelihood: 'certain',
      cause: `${printRef(own)} has not filled its Secret ${secret} yet`,
      fix: 'see why the Certificate is not ready',
      at: printRef(own),
    };
  if (elsewhere)
    return {
      ...base,
      likelihood: 'certain',
      cause: `Secret ${secret} is made in namespace ${elsewhere.metadata.namespace} alone, and Secrets of other namespaces are not read`,
      fix: `make the Certificate in ${namespace}, or copy its Secret there`,
      at: printRef(elsewhere),
    };
  return {
    ...base,
    likelihood: 'certain',
    cause: `there is no Secret ${secret}, and no Certificate that makes it`,
    fix: `make a Certificate with secretName: ${secret} in namespace ${namespace}, or name another Secret`,
  };
}

function symptomsOf(gate: SeenGate, seen: SeenCluster): readonly Symptom[] {
  // Whether an object is of this gate at all is told by what it says of the Secret.
  const told = new Set(
    gate.problems.flatMap(({ code, object }) => (code === 'tls-secret-missing' && object ? [object] : [])),
  );
  return askedSecrets(gate)
    .filter(({ object, namespace, secret }) => told.has(object) && !gate.objects.secret(namespace, secret))
    .map((asked) => ({
      object: asked.object,
      shows: "is answered with Traefik's default certificate: browsers warn",
      causes: [causeOf(asked, seen)],
    }));
}

const web = [exampleService('apps/web', { type: 'ClusterIP' }), exampleSlice('apps/web', { 'node-1': true })];
const route = exampleRouteTo({}, { tls: { secretName: 'web-tls' } });

/** A host that shows TRAEFIK DEFAULT CERT. */
export const defaultCertificateShown: Playbook = {
  id: 'default-certificate-shown',
  symptom: 'A browser is shown TRAEFIK DEFAULT CERT.',
  why: 'a route whose Secret is not there stays, and is answered with the certificate of the default store (traefik pkg/tls/tlsmanager.go, pkg/provider/kubernetes/crd/kubernetes_http.go getTLSHTTP)',
  reads: [...gateReads, certificates],
  diagnose: (seen) => {
    const gate = seeGate(seen);
    return gate?.knowsSecrets ? symptomsOf(gate, seen) : [];
  },
  examples: {
    healthy: [{ objects: [...exampleGate(), ...web, exampleRouteTo({}, { tls: {} })] }, { objects: [...web, route] }],
    ill: [
      { objects: [...exampleGate(), ...web, route] },
      {
        objects: [
          ...exampleGate(),
          ...web,
          route,
          exampleObject('cert-manager.io/v1', 'Certificate/apps/web', {
            spec: { secretName: 'web-tls', dnsNames: ['web.example.org'], issuerRef: { name: 'inner' } },
          }),
        ],
      },
    ],
  },
};
