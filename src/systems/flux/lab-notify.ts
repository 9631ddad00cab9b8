import * as z from 'zod';
import { filledText, listOrOne, objectNameText } from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';

/** What a receiver of messages is told with: the key of its Secret, what else must be said, and the address where there is one for all. */
export interface NotifyKind {
  readonly key: 'address' | 'token';
  readonly needs: readonly ('address' | 'channel')[];
  readonly address?: string;
}

const byAddress: NotifyKind = { key: 'address', needs: [] };

/** The receivers that Flux sends to (notification-controller docs/spec/v1beta3/providers.md), those with a webhook whose address is a secret first. */
export const notifyKinds = {
  slack: byAddress,
  discord: byAddress,
  msteams: byAddress,
  rocket: byAddress,
  googlechat: byAddress,
  lark: byAddress,
  sentry: byAddress,
  generic: byAddress,
  alertmanager: byAddress,
  telegram: { key: 'token', needs: ['channel'], address: 'https://api.telegram.org' },
  webex: { key: 'token', needs: ['channel'], address: 'https://webexapis.com/v1/messages' },
  opsgenie: { key: 'token', needs: [], address: 'https://api.opsgenie.com/v2/alerts' },
  datadog: { key: 'token', needs: [], address: 'https://api.datadoghq.com' },
  matrix: { key: 'token', needs: ['address', 'channel'] },
  grafana: { key: 'token', needs: ['address'] },
} as const satisfies Readonly<Record<string, NotifyKind>>;

const types = Object.keys(notifyKinds) as [keyof typeof notifyKinds, ...(keyof typeof notifyKinds)[]];

const Notify = z
  .strictObject({
    name: objectNameText.optional().describe('Name of the objects and the Secret; default is the type.'),
    type: z.enum(types).describe('What receives the messages.'),
    channel: filledText.optional().describe('Channel, room or chat, where the receiver has several.'),
    username: filledText.optional().describe('The name that messages are sent under, where the receiver shows one.'),
    address: filledText
      .optional()
      .describe('Address of a receiver with a token; of all others the address is the secret.'),
    credentials: SecretReference.describe(
      'The secret: the address of the webhook, or the token; exactly one of `file`, `env`, `sops`.',
    ),
    severity: z
      .enum(['info', 'error'])
      .default('error')
      .describe('`error`: only what goes wrong, `info`: what goes well, too.'),
  })
  .describe('Whom Flux tells what becomes of the repository.');

/** How the delivery speaks to people. */
export const DeliverySettings = z
  .strictObject({
    notify: listOrOne(Notify).prefault([]).describe('Whom Flux tells what becomes of the repository: one, or a list.'),
  })
  .describe('The delivery of the repository into the cluster.');
