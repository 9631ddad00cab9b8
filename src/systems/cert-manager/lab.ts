import { z } from 'zod';
import { chartValues } from '../../lab/chart-values.ts';
import { domainText, emailText, filledText, versionText } from '../../lab/scalars.ts';
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
    issuer: Issuer,
    domains: z.array(domainText).min(1).describe('Names and wildcards that the default certificate holds.'),
    values: chartValues('cert-manager'),
  })
  .describe('The certificate the gate shows.');

const fields = { certificates: CertificateSettings };
const versions = { certManager: versionText.default('v1.21.1').describe('Version of the cert-manager chart.') };

/** What cert-manager sees of a lab. */
export type CertManagerLab = LabWith<typeof fields, typeof versions>;

/** The certificate of the gate, and who signs it. */
export const slice = {
  place: 70,
  fields,
  versions,
  namespaces: [certManagerNamespace],
  secretFields: ['apiToken'],
  examples: {
    certificates: 'certificates: { issuer: { type: internal-ca }, domains: ["*.home.example.org"] }',
    'certificates.issuer': 'issuer: { type: internal-ca }',
    'certificates.issuer.type': 'type: internal-ca',
    'certificates.issuer.apiToken': 'apiToken: { env: CLOUDFLARE_API_TOKEN }',
    'certificates.domains': 'domains: ["*.home.example.org"]',
  },
  plan: ({ certificates: { domains, issuer } }: CertManagerLab) => ({
    certified: domains.map((name, i) => ({
      name,
      isPublic: issuer.type !== 'internal-ca',
      path: ['certificates', 'domains', i],
    })),
  }),
} satisfies LabSlice;
