import type { ComposedObject } from '../../compose/composed-object.ts';
import type { CertificateWish, Gate } from '../../compose/roles.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { issuerName } from './component-issuers.ts';
import { type CertManagerLab, issuerOf } from './lab.ts';

/** The certificate of all domains of the lab, and what makes it the one that the gate shows by default. */
export function certificateObjects(lab: CertManagerLab, { certified }: LabPlan, gate: Gate): ComposedObject[] {
  const names = certified.map(({ name }) => name);
  if (names.length === 0) return [];
  const name = names.some((domain) => domain.startsWith('*.')) ? 'wildcard' : 'default';
  const secretName = `${name}-tls`;
  const shown: ComposedObject = {
    ...certificate(lab, { name, namespace: gate.namespace, secretName, names }),
    header: 'One certificate for all hosts: no route has to name one.',
    comments: { 'metadata.namespace': 'Beside the gate, which reads the Secret from here.' },
  };
  return [shown, ...gate.defaultCertificate(secretName)];
}

/** A Certificate signed by the issuer of the lab. */
export const certificate = (
  lab: CertManagerLab,
  { name, namespace, secretName, names }: CertificateWish,
): ComposedObject => ({
  file: `certificate-${name}.yaml`,
  object: {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace },
    ...{
      spec: {
        secretName,
        dnsNames: names,
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuerName(issuerOf(lab)) },
      },
    },
  },
});
