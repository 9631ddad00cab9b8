import type { ComposedObject } from '../../compose/composed-object.ts';
import type { CertificateWish, Gate, Roles } from '../../compose/roles.ts';
import { sortByKey, sortByName } from '../../compose/sort-lab.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { issuerName } from './component-issuers.ts';
import { type CertManagerLab, issuerOf, type WrittenCertificate } from './lab.ts';
import { type NameGroup, nameGroups } from './lab-name-groups.ts';

type Kept = Pick<WrittenCertificate, 'template' | 'duration' | 'renewBefore' | 'mirror'>;

/** The certificates of a lab, and what makes the gate show them: the first by default, the others for their names. */
export function certificateObjects(lab: CertManagerLab, { certified }: LabPlan, roles: Roles): ComposedObject[] {
  const { certificates } = lab;
  const { gate } = roles;
  if (!gate) return [];
  const names = certified.filter(({ isApart }) => !isApart).map(({ name }) => name);
  const shown = nameGroups(names, certificates?.per ?? 'lab').map((group) => defaultWish(lab, gate, group));
  const more = sortByName(certificates?.more ?? []).map((own) => ({ own, wish: wishOf(own, gate) }));
  const secrets = [...shown, ...more.map(({ wish }) => wish)].map(({ secretName }) => secretName);
  if (secrets.length === 0) return [];
  const isOne = shown.length === 1;
  return [
    ...shown.map((wish) => ({
      ...certificate(lab, wish, copied(certificates, wish, roles)),
      header: isOne ? 'One certificate for all hosts: no route has to name one.' : shownHeader,
      comments: { 'metadata.namespace': 'Beside the gate, which reads the Secret from here.' },
    })),
    ...more.map(({ own, wish }) => ({ ...certificate(lab, wish, copied(own, wish, roles)), header: shownHeader })),
    ...gate.defaultCertificate(shown[0]?.secretName, secrets.slice(shown.length > 0 ? 1 : 0)),
  ];
}

/** With what the Secret carries to be copied, where it is; it is not copied to where it is itself. */
function copied(kept: Kept | undefined, { namespace }: CertificateWish, { mirror }: Roles): Kept {
  const targets = (kept?.mirror ?? []).filter((name) => name !== namespace);
  if (!kept || !mirror || targets.length === 0) return kept ?? {};
  const { template } = kept;
  return {
    ...kept,
    template: { ...template, annotations: { ...mirror.annotations(targets), ...template?.annotations } },
  };
}

const shownHeader = 'The gate shows it to clients that ask for its names: no route has to name it.';

const wishOf = ({ name, names, secret }: WrittenCertificate, { namespace }: Gate): CertificateWish => ({
  ...{ name, namespace, names },
  secretName: secret ?? `${name}-tls`,
});

function defaultWish({ certificates }: CertManagerLab, gate: Gate, { key, names }: NameGroup): CertificateWish {
  const usual = names.some((domain) => domain.startsWith('*.')) ? 'wildcard' : 'default';
  return wishOf(
    { name: key ?? certificates?.name ?? usual, names: [...names], secret: secretOf(certificates, usual, key) },
    gate,
  );
}

/** The Secret keeps its usual name where only the certificate has one of its own. */
const secretOf = (settings: CertManagerLab['certificates'], usual: string, key: string | undefined) =>
  settings?.secret ?? (key === undefined && settings?.name === undefined ? `${usual}-tls` : undefined);

/** A Certificate signed by the issuer of the lab. */
export const certificate = (
  lab: CertManagerLab,
  { name, namespace, secretName, names }: CertificateWish,
  { template, duration, renewBefore }: Kept = {},
): ComposedObject => ({
  file: `certificate-${name}.yaml`,
  object: {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace },
    ...{
      spec: {
        secretName,
        ...(template && { secretTemplate: secretTemplate(template) }),
        dnsNames: names,
        ...(duration !== undefined && { duration }),
        ...(renewBefore !== undefined && { renewBefore }),
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuerName(issuerOf(lab)) },
      },
    },
  },
});

const secretTemplate = ({ annotations, labels }: NonNullable<Kept['template']>) => ({
  ...(annotations && { annotations: sortByKey(annotations) }),
  ...(labels && { labels: sortByKey(labels) }),
});
