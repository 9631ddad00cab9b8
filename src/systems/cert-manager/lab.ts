import type { LabCore } from '../../lab/lab-core.ts';
import type { FirstPlan, PlannedName, SlicePlan } from '../../lab/lab-plan.ts';
import { versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { certManagerNamespace } from './component-names.ts';
import { CertificateSettings } from './lab-certificates.ts';

const fields = {
  certificates: CertificateSettings.optional().describe(
    'The certificate the gate shows. Without it an authority of the lab’s own signs one, where anything is served over TLS.',
  ),
};
const versions = { certManager: versionText.default('v1.21.1').describe('Version of the cert-manager chart.') };

/** What cert-manager sees of a lab. */
export type CertManagerLab = LabWith<typeof fields, typeof versions>;

type Certificates = NonNullable<CertManagerLab['certificates']>;

/** A certificate beside the default one, as the lab file has it. */
export type WrittenCertificate = Omit<Certificates['more'][number], 'names'> & { readonly names: readonly string[] };

/** Who signs the certificates of a lab: its own authority where it names nobody. */
export const issuerOf = ({ certificates }: CertManagerLab): Certificates['issuer'] =>
  certificates?.issuer ?? { type: 'internal-ca', commonName: 'Gatehouse lab CA' };

const path = ['certificates', 'domains'];

/** The names of the certificates: those that are written, or those that follow from the domain and the hosts, and those that have one of their own. */
function planNames(lab: CertManagerLab, said: FirstPlan): SlicePlan {
  const isPublic = issuerOf(lab).type !== 'internal-ca';
  const apart = (lab.certificates?.more ?? []).flatMap(({ names }, i) =>
    names.map((name, j) => ({ name, isApart: true, path: ['certificates', 'more', i, 'names', j] })),
  );
  return { certified: [...defaultNames(lab, said), ...apart].map((each) => ({ ...each, isPublic })) };
}

type Named = Omit<PlannedName, 'isPublic'>;

function defaultNames(lab: CertManagerLab, { routes }: FirstPlan): readonly Named[] {
  const { certificates } = lab;
  const written = certificates?.domains;
  if (written) return written.map((name, i) => ({ name, path: [...path, i] }));
  if (!certificates && !servesTls(lab)) return [];
  const hosts = routes.filter(({ tls }) => tls).flatMap((route) => route.hosts);
  const names: readonly Named[] =
    lab.domain !== undefined && issuerOf(lab).type !== 'acme-http01' && certificates?.per !== 'host'
      ? [lab.domain, `*.${lab.domain}`].map((name) => ({ name, path: ['domain'] }))
      : hosts.map(({ host, path: at }) => ({ name: host, path: at }));
  return [...new Map(names.map((each) => [each.name, each])).values()];
}

const servesTls = ({ ingress }: LabCore): boolean => ingress !== undefined && ingress.tls !== 'none' && !ingress.acme;

/** The Secrets that are copied: of all default certificates alike, and of those that say so themselves. */
function planMirrors({ certificates }: CertManagerLab): SlicePlan {
  const planned = (owner: string, path: readonly (string | number)[], names: readonly string[] | undefined) =>
    names ? [{ owner, path, namespaces: names.map((name, i) => ({ name, path: [...path, i] })) }] : [];
  return {
    mirrored: [
      ...planned('the certificate of the gate', ['certificates', 'mirror'], certificates?.mirror),
      ...(certificates?.more ?? []).flatMap(({ name, mirror }, i) =>
        planned(`certificate ${name}`, ['certificates', 'more', i, 'mirror'], mirror),
      ),
    ],
  };
}

/** The certificate of the gate, and who signs it. */
export const slice = {
  place: 70,
  fields,
  versions,
  namespaces: [certManagerNamespace],
  secretFields: ['apiToken'],
  examples: {
    'certificates.issuer.type': 'type: internal-ca',
    'certificates.more[].name': 'name: shop',
    'certificates.more[].names': 'names: [shop.example.org]',
    'certificates.issuer.apiToken': 'apiToken: { env: CLOUDFLARE_API_TOKEN }',
  },
  plan: planMirrors,
  derive: planNames,
} satisfies LabSlice;
