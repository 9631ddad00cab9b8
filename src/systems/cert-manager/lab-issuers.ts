import * as z from 'zod';
import { parseAddress } from '../../core/address.ts';
import { checkedText, emailText, filledText, listOrOne } from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import { quoteText } from '../../lab/values.ts';

const acme = {
  email: emailText.optional().describe('Where the authority writes to about the account; it needs none.'),
  server: z
    .enum(['staging', 'production'])
    .default('staging')
    .describe('Let’s Encrypt staging (not trusted by browsers, generous limits) or production.'),
};

/** An address with the port of a DNS server, which is 53 where none is written; undefined for what is none. */
export function nameserverOf(text: string): string | undefined {
  const withPort = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = withPort ? (withPort[1] ?? withPort[2]!) : text;
  const address = parseAddress(host);
  const port = Number(withPort?.[3] ?? 53);
  if (!address || port < 1 || port > 65535) return undefined;
  return `${address.family === 6 ? `[${host}]` : host}:${port}`;
}

const nameserverText = checkedText((text) =>
  nameserverOf(text)
    ? undefined
    : { message: `${quoteText(text)} is no address of a DNS server`, hint: 'write it like 1.1.1.1 or 1.1.1.1:53' },
).describe('Address of a DNS server, with a port where it is not 53.');

/** Who signs the certificates. */
export const IssuerSettings = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z
          .literal('acme-dns01-cloudflare')
          .describe('ACME, proven by a DNS record at Cloudflare; allows wildcards.'),
        ...acme,
        apiToken: SecretReference,
        nameservers: listOrOne(nameserverText)
          .optional()
          .describe(
            'DNS servers that are asked, and they alone, whether the record is there: needed where the DNS server of the house answers for the domain itself.',
          ),
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
