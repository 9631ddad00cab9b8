import * as z from 'zod';
import { parseQuantity } from '../../kube/quantity.ts';
import { interpreted } from '../../lab/interpreted.ts';
import {
  checkedText,
  filledText,
  nameText,
  portNumber,
  quantityText,
  urlPathText,
  versionText,
} from '../../lab/scalars.ts';
import { quoteText } from '../../lab/values.ts';
import { portNameText } from './lab-ports.ts';

const seconds = z.number().int().min(1).max(86400);

const ProbeSettings = z
  .strictObject({
    path: urlPathText.optional().describe('Path that is asked over HTTP; left out, a connection is enough.'),
    port: z
      .union([portNumber, portNameText])
      .optional()
      .describe('Port, by number or name; left out, that which routes lead to.'),
    delay: seconds.optional().describe('Seconds from the start to the first question.'),
    period: seconds.default(5).describe('Seconds between questions.'),
    timeout: seconds.default(1).describe('Seconds to wait for an answer.'),
    failures: z.number().int().min(1).max(1000).default(3).describe('Failures in a row until it counts as not ready.'),
    live: z
      .boolean()
      .default(false)
      .describe('Whether the container is started anew when it fails three times as often.'),
  })
  .describe('How it is seen that the app is ready.');

/** How it is seen that an app is ready. */
export const Probe = z
  .union([z.enum(['tcp', 'none']), urlPathText, ProbeSettings])
  .default('tcp')
  .describe(
    'How it is seen that the app is ready: a path that answers over HTTP, `tcp` for a connection to its port, `none`, or a mapping.',
  );

/** The settings of a probe. */
export type AppProbe = z.output<typeof ProbeSettings>;

/** A probe with all that is not said; undefined for none. */
export function probeOf(probe: z.output<typeof Probe>): AppProbe | undefined {
  if (probe === 'none') return undefined;
  if (typeof probe === 'object') return probe;
  return ProbeSettings.parse(probe === 'tcp' ? {} : { path: probe }, interpreted);
}

const amounts = {
  cpu: quantityText.optional().describe('Processor time, e.g. `250m`.'),
  memory: quantityText.optional().describe('Memory, e.g. `256Mi`.'),
};

const nanosOf = (text: string): bigint => {
  const quantity = parseQuantity(text);
  return 'error' in quantity ? 0n : quantity.nanos;
};

/** What an app needs of a node. */
export const Resources = z
  .strictObject({ ...amounts, limits: z.strictObject(amounts).optional().describe('What it may have at most.') })
  .superRefine(({ limits, ...asked }, context) => {
    for (const part of ['cpu', 'memory'] as const) {
      const [least, most] = [asked[part], limits?.[part]];
      if (least === undefined || most === undefined || nanosOf(least) <= nanosOf(most)) continue;
      const message = `asks for ${least}, and may have ${most} at most`;
      const params = { hint: `write no more than limits.${part}` };
      context.addIssue({ code: 'custom', path: [part], message, params });
    }
  })
  .default({})
  .describe('What the app needs of a node; by default very little, and no limits.');

const repositoryUrl = checkedText((text) =>
  /^(?:https?|oci):\/\/[a-z0-9]/i.test(text) && URL.canParse(text) && !/\s/.test(text)
    ? undefined
    : {
        message: `${quoteText(text)} is no URL of a Helm repository`,
        hint: 'write it like https://charts.example.org, or oci://ghcr.io/somebody/charts for a registry',
      },
);

/** A Helm chart that is installed instead of an image. */
export const AppChart = z
  .strictObject({
    repository: repositoryUrl.describe(
      'URL of the Helm repository, or with `oci://` what stands before the name of the chart in a registry.',
    ),
    name: nameText.describe('Name of the chart.'),
    version: versionText.describe('Version of the chart.'),
    values: z.record(z.string(), z.unknown()).default({}).describe('Values of the chart, in the order they are given.'),
    service: filledText
      .optional()
      .describe(
        'The Service of the chart that routes lead to; left out, the name of the app. Its port is `service.port`.',
      ),
  })
  .describe('A Helm chart with values, instead of an image.');
