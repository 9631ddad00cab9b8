import * as z from 'zod';
import { addressText, checkedText, hostText, oneOrMore, portNumber, urlPathText } from '../../lab/scalars.ts';
import { quoteText } from '../../lab/values.ts';

/** The Service of an app. */
export const AppService = z
  .strictObject({
    type: z
      .enum(['ClusterIP', 'LoadBalancer', 'NodePort'])
      .default('ClusterIP')
      .describe('Whether it has an address of its own beside the gate, or a port of every node.'),
    address: oneOrMore(addressText).optional().describe('A fixed LoadBalancer address; one per family.'),
    port: portNumber
      .optional()
      .describe(
        'Port of the Service that routes lead to; by default 80 for a port that has no name or is called `http`.',
      ),
  })
  .describe('The Service of the app.');

/** How an app sends people to the login itself. */
export const AppLogin = z
  .union([
    z.literal('oidc'),
    z.strictObject({
      oidc: z
        .strictObject({
          redirects: z.array(urlPathText).min(1).describe('Paths of the app that the login sends people back to.'),
        })
        .describe('The app speaks OpenID Connect.'),
    }),
  ])
  .describe(
    'How the app itself sends people to the login: `oidc` makes it a client of it. Nothing is asked before it then. Paths are known of some images.',
  );
/** What a person may write for an image. */
export const imageExample = 'image: docker.io/traefik/whoami:v1.11.0';

/** A name with a path of its own. */
export const AppHost = z
  .strictObject({
    host: hostText.describe('Name; one without a dot lies under `domain`.'),
    path: urlPathText.default('/').describe('Path prefix it answers to under this name.'),
  })
  .describe('A name that the app answers to under a path of its own.');

/** The name of a middleware. */
export const middlewareText = checkedText((text) =>
  /^(?:[a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text)
    ? undefined
    : { message: `${quoteText(text)} is no name of a middleware`, hint: 'write its name, or namespace/name' },
).describe('The name of a middleware, with its namespace before it where it is another.');
