import * as z from 'zod';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { isRecipient } from '../../sops/recipient.ts';

const recipient = z.string().refine(isRecipient, {
  message: 'must be an age recipient: age1 and 58 letters and digits',
  params: { hint: '`gatehouse secrets init` makes a key and prints its recipient' },
});

const Sops = z
  .strictObject({
    age: z
      .array(recipient)
      .min(1)
      .describe('Who can decrypt: age recipients, that of the cluster and those of the people who edit secrets.'),
  })
  .describe('Secrets in the repository are encrypted with SOPS, for age keys.');

const Secrets = z.strictObject({ sops: Sops.optional() }).describe('How secrets are kept in the repository.');

const fields = { secrets: Secrets.optional() };

/** What SOPS sees of a lab. */
export type SopsLab = LabWith<typeof fields>;

/** Who can decrypt what is encrypted in the repository. */
export const slice = {
  place: 65,
  fields,
  examples: { 'secrets.sops.age': 'age: [age1…]' },
} satisfies LabSlice;
