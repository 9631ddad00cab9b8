import type { ObjectsRule } from '../../../check/rule.ts';
import { listAt, mapAt, textAt } from '../config/configuration.ts';
import { holdsTemplate } from '../config/template.ts';
import { configuredWorkloads, rootOf } from '../rule-configurations.ts';
import { autheliaWith, configurationWith } from '../rule-examples.ts';

const clients = (secret: string) =>
  `identity_providers: { oidc: { clients: [{ client_id: a, client_secret: '${secret}' }] } }`;

const isClear = (secret: string): boolean =>
  secret !== '' && !holdsTemplate(secret) && (!secret.startsWith('$') || secret.startsWith('$plaintext$'));

/** The secret of a client stands in the configuration as it is, and not as a digest. */
export const oidcSecretInClear: ObjectsRule = {
  id: 'oidc-secret-in-clear',
  needs: 'objects',
  severity: 'warning',
  summary: 'The secret of an OpenID client stands in a ConfigMap in clear.',
  why: 'Authelia takes it and warns that it should be hashed (authelia internal/configuration/validator/identity_providers.go); whoever reads the repository can be that app',
  check: (input) =>
    configuredWorkloads(input).flatMap((configured) => {
      const { on, path } = configured;
      const root = rootOf(configured) ?? null;
      return listAt(mapAt(mapAt(root, 'identity_providers'), 'oidc'), 'clients')
        .filter(
          (client) =>
            isClear(textAt(client, 'client_secret')) &&
            // The one method for which it must stand in clear.
            textAt(client, 'token_endpoint_auth_method') !== 'client_secret_jwt',
        )
        .map((client) => ({
          ...{ on, path },
          message: `the secret of the OpenID client ${textAt(client, 'client_id')} stands here in clear`,
          hint: 'write what `authelia crypto hash generate pbkdf2 --variant sha512` makes of a new one, and give that to the app',
        }));
    }),
  examples: {
    passing: [
      autheliaWith(),
      configurationWith({ identity_providers: clients('$pbkdf2-sha512$310000$c2FsdA$aGFzaA') }),
    ],
    failing: [autheliaWith(), configurationWith({ identity_providers: clients('insecure_secret') })],
  },
};
