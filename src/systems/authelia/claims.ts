import type { Claim } from '../system.ts';

const folder = 'src/systems/authelia';

/** What is modelled of Authelia, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour:
      'Access rules: the first that matches by domain, resources, query, methods, networks and subjects decides',
    upstream: 'internal/authorization/{authorizer,access_control_rule,access_control_domain,access_control_query}.go',
    tested: `${folder}/access/required-level.test.ts`,
    notModelled:
      'expressions with a group User or Group, which are held against who asks as well; subjects that are OAuth clients',
  },
  {
    behaviour:
      'What forward-auth answers: strangers are sent to the portal, others let in or not; requests it does not take',
    upstream: 'internal/handlers/handler_authz{,_common,_impl_forwardauth}.go, internal/server/handlers.go',
    tested: `${folder}/authz/answer.test.ts`,
    notModelled:
      'the other kinds of endpoints, passwords in an Authorization header, regulation, mail and display names of the users file',
  },
  {
    behaviour: 'A configuration is read from the ConfigMap or Secret that a pod mounts, values of a template left open',
    upstream: 'internal/configuration/{sources,koanf_provider_filtered_file}.go, validator/access_control.go',
    tested: `${folder}/config/configuration.test.ts`,
    notModelled: 'several files, variables that go before the file, templates with conditions',
  },
  {
    behaviour: 'Who is played so that the rules of a host show: strangers, those of each rule, and somebody else',
    upstream: 'internal/session/user_session.go (levels); a played session says itself whose it is',
    tested: `${folder}/sign-in/visitors.test.ts`,
    notModelled: 'the portal, how somebody signs in, sessions that end',
  },
  {
    behaviour: 'Composed where the lab names it: configuration, one pod, keys and users by reference, OpenID clients',
    upstream: 'docs/content/integration/{kubernetes,openid-connect}; internal/middlewares/startup.go',
    tested: `${folder}/component.test.ts`,
    notModelled: 'its chart: a release of it is rendered by helm',
  },
];
