import type { ComposedObject } from '../../compose/component.ts';
import type { Lab } from '../../lab/schema.ts';
import { issuerName } from './component-issuers.ts';

/** Where the gate runs: a TLSStore finds the Secret of its certificate in its own namespace only. */
const gateNamespace = 'traefik';

/** The certificate of all domains of the lab, and the store that makes it what the gate shows by default. */
export const certificateObjects = (lab: Lab): ComposedObject[] => {
  const name = lab.certificates.domains.some((domain) => domain.startsWith('*.')) ? 'wildcard' : 'default';
  return [certificate(lab, name), defaultStore(name)];
};

const certificate = (lab: Lab, name: string): ComposedObject => ({
  file: `certificate-${name}.yaml`,
  header: 'One certificate for all hosts: no route has to name one.',
  object: {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: gateNamespace },
    ...{
      spec: {
        secretName: `${name}-tls`,
        dnsNames: lab.certificates.domains,
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuerName(lab.certificates.issuer) },
      },
    },
  },
  comments: { 'metadata.namespace': 'Beside the gate, which reads the Secret from here.' },
});

const defaultStore = (name: string): ComposedObject => ({
  file: 'tlsstore-default.yaml',
  header:
    'What the gate shows when a route names no certificate. Only the store named `default` counts, and there may be one.',
  object: {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'TLSStore',
    metadata: { name: 'default', namespace: gateNamespace },
    ...{ spec: { defaultCertificate: { secretName: `${name}-tls` } } },
  },
});
