import { writeYaml } from '../../kube/yaml-write.ts';
import type { LabPlan, PlannedLogin } from '../../lab/lab-plan.ts';
import { folders, ports, secrets } from './component-names.ts';
import { oidcConfiguration } from './component-oidc.ts';
import { type LoginLab, portalHost, sessionDomain } from './lab.ts';

/** Name of the configuration's file and key. */
export const configurationFile = 'configuration.yml';

/** Key of the users file. */
export const usersKey = ({ login: { authelia } }: LoginLab): string => authelia.users?.key ?? 'users.yml';

/** The text of Authelia's configuration: no secret is in it. Upstream: docs/content/configuration, config.template.yml. */
export function configurationText(lab: LoginLab, plan: LabPlan): string {
  const oidc = oidcConfiguration(plan.clients, sessionDomain(lab));
  const text = writeYaml(
    {
      theme: 'auto',
      server: { address: `tcp://:${ports.container}/`, disable_healthcheck: true },
      authentication_backend: {
        password_reset: { disable: true },
        password_change: { disable: true },
        file: { path: `${folders.users}/${usersKey(lab)}` },
      },
      access_control: { default_policy: 'deny', rules: rulesOf(lab, plan.logins) },
      session: { cookies: [{ domain: sessionDomain(lab), authelia_url: `https://${portalHost(lab)}` }] },
      storage: { local: { path: `${folders.data}/db.sqlite3` } },
      notifier: { filesystem: { filename: `${folders.data}/notifications.txt` } },
      ...(oidc && { identity_providers: { oidc } }),
    },
    {
      header: `The keys come from the Secret ${secrets.keys}, by variables; the users from ${secrets.users}.`,
      comments: {
        'server.disable_healthcheck': 'It would write into the image, whose root file system is read-only.',
        'authentication_backend.password_reset': 'The users file is read-only: a new password is a new users file.',
        'access_control.default_policy': 'Who is named by no rule does not get in.',
        notifier: 'What would be sent by mail is written here.',
      },
    },
  );
  // The lines of a key become a block of their own: between quotes they would be one line.
  return text.replace(/(['"])(\{\{ secret .*? \| mindent .*?\}\})\1/g, (_, __, action: string) =>
    action.replaceAll('\\"', '"'),
  );
}

/**
 * A rule for the groups of each login, those with the stricter policy first: whoever is in several groups is held to that. Without any
 * route to be asked about, the portal alone is open: some rule there must be.
 */
function rulesOf(lab: LoginLab, logins: readonly PlannedLogin[]): readonly object[] {
  const rules = logins.flatMap((login) => loginRules(lab, login));
  return rules.length > 0 ? rules : [{ domain: [portalHost(lab)], policy: 'bypass' }];
}

function loginRules({ login: { authelia } }: LoginLab, { hosts, prefix, groups }: PlannedLogin): readonly object[] {
  const resources = prefix === '/' ? {} : { resources: [`^${escapeRegexp(prefix.replace(/\/$/, ''))}([/?].*)?$`] };
  return (['two-factor', 'one-factor'] as const).flatMap((policy) => {
    const asked = groups.filter((group) => (authelia.groups[group] ?? 'two-factor') === policy);
    if (asked.length === 0) return [];
    const subject = asked.map((group) => `group:${group}`);
    return [{ domain: [...hosts], ...resources, subject, policy: policy.replace('-', '_') }];
  });
}

const escapeRegexp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
