import * as z from 'zod';
import {
  checkedText,
  cidrText,
  emailText,
  filledText,
  labelKeyText,
  labelValueText,
  listOrOne,
  nameText,
  objectNameText,
  portNumber,
} from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import { quoteText } from '../../lab/values.ts';

/** A port clients connect to. */
export const EntryPoint = z
  .strictObject({
    port: portNumber.describe('Port of the Service.'),
    tls: z.boolean().default(false).describe('Whether clients speak TLS here.'),
    protocol: z
      .enum(['http', 'tcp', 'udp'])
      .default('http')
      .describe('What is spoken here: HTTP, or whatever an app speaks whose port names this entry point.'),
  })
  .superRefine(({ tls, protocol }, context) => {
    if (!tls || protocol === 'http') return;
    const hint = 'remove tls: what comes in goes on to the app as it is';
    context.addIssue({
      ...{ code: 'custom', path: ['tls'], message: `the gate ends no TLS of ${protocol}`, params: { hint } },
    });
  })
  .describe('A port clients connect to.');

/** The gate on the ports of nodes. */
export const HostNetwork = z
  .strictObject({
    nodes: z
      .record(labelKeyText, labelValueText)
      .default({})
      .describe('Only on nodes with these labels; without them, on any.'),
  })
  .describe(
    'The gate listens on the ports of the nodes it runs on, and has no address of its own. It goes down with its node: a form to move away from.',
  );

const sizeText = checkedText(
  (text) =>
    /^\d+(\.\d+)?(Ki|Mi|Gi|Ti)?$/.test(text)
      ? undefined
      : { message: `${quoteText(text)} is no size of a volume`, hint: 'write it like 128Mi' },
  '^\\d+(\\.\\d+)?(Ki|Mi|Gi|Ti)?$',
).describe('A size, such as `128Mi`.');

/** Certificates that Traefik asks for itself. */
export const OwnAcme = z
  .strictObject({
    resolver: nameText.default('letsencrypt').describe('Name of the resolver.'),
    email: emailText.describe('Where the authority writes to about the account.'),
    server: z
      .enum(['staging', 'production'])
      .default('staging')
      .describe('Let’s Encrypt staging (not trusted by browsers, generous limits) or production.'),
    challenge: z
      .enum(['tls', 'http', 'dns-cloudflare'])
      .default('tls')
      .describe(
        'How the names are proven: on port 443 or port 80 from the Internet, or by a DNS record at Cloudflare.',
      ),
    apiToken: SecretReference.optional().describe('The Cloudflare API token, for `dns-cloudflare`.'),
    volume: z
      .union([sizeText, z.record(objectNameText, sizeText)])
      .default('128Mi')
      .describe('Where account and certificates are kept: a size, or a StorageClass and a size.'),
  })
  .superRefine(({ challenge, apiToken }, context) => {
    if ((challenge === 'dns-cloudflare') === (apiToken !== undefined)) return;
    const message = apiToken ? 'the API token is for the challenge dns-cloudflare' : 'the challenge needs an apiToken';
    const hint = apiToken
      ? 'set challenge to dns-cloudflare, or remove it'
      : 'add apiToken: { env: CLOUDFLARE_API_TOKEN }';
    context.addIssue({ code: 'custom', path: [apiToken ? 'apiToken' : 'challenge'], message, params: { hint } });
  })
  .describe('Certificates that Traefik asks Let’s Encrypt for itself, instead of those of `certificates`.');

/** What TLS the gate speaks (traefik TLSOption). */
export const TlsOptions = z
  .strictObject({
    minVersion: z
      .union([z.literal(1.2), z.literal(1.3)])
      .optional()
      .describe('The oldest version of TLS that clients may speak.'),
    ciphers: z
      .array(filledText)
      .optional()
      .describe('Cipher suites of TLS 1.2, by the names of Go; TLS 1.3 has its own.'),
    strict: z
      .boolean()
      .default(false)
      .describe(
        'Whether clients that ask for a name without a certificate are refused instead of shown the default one.',
      ),
  })
  .describe('What TLS the gate speaks, for every route that says nothing else.');

/** Proxies before the gate. */
export const Proxies = z
  .strictObject({
    networks: listOrOne(cidrText).describe('Networks of the proxies; what they say of a client is believed.'),
    protocol: z
      .enum(['headers', 'proxy-protocol'])
      .default('headers')
      .describe('How they say it: in `X-Forwarded-` headers, or by the PROXY protocol.'),
  })
  .describe('Proxies that stand before the gate.');
