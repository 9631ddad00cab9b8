import { z } from 'zod';
import { chartValues } from '../../lab/chart-values.ts';
import type { LabCore } from '../../lab/lab-core.ts';
import type { FirstPlan, PlannedName, SlicePlan } from '../../lab/lab-plan.ts';
import { domainText, emailText, filledText, listOrOne, versionText } from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { certManagerNamespace } from './component-names.ts';

const acme = {
  email: emailText.optional().describe('Where the authority writes to about the account; it needs none.'),
  server: z
    .enum(['staging', 'production'])
    .default('staging')
    .describe('Let’s Encrypt staging (not trusted by browsers, generous limits) or production.'),
};

const Issuer = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z
          .literal('acme-dns01-cloudflare')
          .describe('ACME, proven by a DNS record at Cloudflare; allows wildcards.'),
        ...acme,
        apiToken: SecretReference,
      })
      .describe('ACME with DNS-01 at Cloudflare.'),
    z
      .strictObject({
        type: z.literal('acme-http01').describe('ACME, proven over HTTP on port 80 from the Internet; no wildcards.'),
        ...acme,
      })
      .describe('ACME with HTTP-01.'),
    z
      .strictObject({
        type: z.literal('internal-ca').describe('A certificate authority of the lab’s own.'),
        commonName: filledText
          .max(64)
          .default('Gatehouse lab CA')
          .describe('Name of the authority, at most 64 letters.'),
      })
      .describe('A certificate authority of the lab’s own.'),
  ])
  .describe('Who signs the certificates.');

const CertificateSettings = z
  .strictObject({
    issuer: Issuer.prefault({ type: 'internal-ca' }),
    domains: listOrOne(domainText)
      .optional()
      .describe(
        'Names and wildcards that the default certificate holds; without them `domain` and all hosts under it, or, where there is no domain or no wildcard can be had, the hosts that are served over TLS.',
      ),
    values: chartValues('cert-manager'),
  })
  .describe('The certificate the gate shows.');

const fields = {
  certificates: CertificateSettings.optional().describe(
    'The certificate the gate shows. Without it an authority of the lab’s own signs one, where anything is served over TLS.',
  ),
};
const versions = { certManager: versionText.default('v1.21.1').describe('Version of the cert-manager chart.') };

/** What cert-manager sees of a lab. */
export type CertManagerLab = LabWith<typeof fields, typeof versions>;

type Certificates = NonNullable<CertManagerLab['certificates']>;

/** Who signs the certificates of a lab: its own authority where it names nobody. */
export const issuerOf = ({ certificates }: CertManagerLab): Certificates['issuer'] =>
  certificates?.issuer ?? { type: 'internal-ca', commonName: 'Gatehouse lab CA' };

const path = ['certificates', 'domains'];

/** The names of the certificate: those that are written, or those that follow from the domain and the hosts. */
function planNames(lab: CertManagerLab, { routes }: FirstPlan): SlicePlan {
  const issuer = issuerOf(lab);
  const isPublic = issuer.type !== 'internal-ca';
  const { certificates } = lab;
  const written = certificates?.domains;
  if (written) return { certified: written.map((name, i) => ({ name, isPublic, path: [...path, i] })) };
  if (!certificates && !servesTls(lab)) return {};
  const hosts = routes.filter(({ tls }) => tls).flatMap((route) => route.hosts);
  const names: readonly Omit<PlannedName, 'isPublic'>[] =
    lab.domain !== undefined && issuer.type !== 'acme-http01'
      ? [lab.domain, `*.${lab.domain}`].map((name) => ({ name, path: ['domain'] }))
      : hosts.map(({ host, path: at }) => ({ name: host, path: at }));
  const distinct = new Map(names.map((each) => [each.name, each]));
  return { certified: [...distinct.values()].map((each) => ({ ...each, isPublic })) };
}

const servesTls = ({ ingress }: LabCore): boolean => ingress !== undefined && ingress.tls !== 'none';

/** The certificate of the gate, and who signs it. */
export const slice = {
  place: 70,
  fields,
  versions,
  namespaces: [certManagerNamespace],
  secretFields: ['apiToken'],
  examples: {
    'certificates.issuer.type': 'type: internal-ca',
    'certificates.issuer.apiToken': 'apiToken: { env: CLOUDFLARE_API_TOKEN }',
  },
  derive: planNames,
} satisfies LabSlice;
