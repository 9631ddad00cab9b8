import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import { homeWith } from '../../lab/fixtures/home.ts';
import { valueAt } from '../chart-values.ts';
import { components } from '../components.ts';
import { composePart } from '../compose-part.ts';
import type { Lab } from '../lab.ts';
import { parseLabFile } from '../lab-file.ts';
import { component } from './component.ts';
import { readConfiguration } from './config/read-configuration.ts';

const app = (name: string, more: string) =>
  `  - { name: ${name}, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [${name}.home.example.org]${more} }\n`;

const parsed = (login: string, ...apps: readonly string[]) =>
  parseLabFile(homeWith(['apps:\n', `${login}\napps:\n${apps.join('')}`]), 'lab.yaml');
const labWith = async (...parts: Parameters<typeof parsed>): Promise<Lab> => (await parsed(...parts)).lab!;

const compose = async (...parts: Parameters<typeof parsed>) => composePart(component, await labWith(...parts));
type Composed = Awaited<ReturnType<typeof compose>>;

const objectIn = ({ config }: Composed, file: string) => config.find((each) => each.file === file)?.object as Values;
const configurationIn = (composed: Composed): string =>
  (objectIn(composed, 'configmap.yaml').data as Values)['configuration.yml'] as string;
const settingsIn = (composed: Composed) => readDocuments(configurationIn(composed), 'c').documents[0]!.value as Values;

const groups =
  'login: { authelia: { host: auth.home.example.org, groups: { admins: two-factor, family: one-factor } } }';

describe('the login of a lab', () => {
  test('is there where the lab names it, and only there', async () => {
    expect(component.isChosen?.(await labWith(''))).toBe(false);
    expect(component.isChosen?.(await labWith(groups))).toBe(true);
  });

  test('has no findings where everything fits', async () => {
    const kept = groups.replace('host:', 'data: {}, host:');
    const { findings } = await parsed(kept, app('a', ', access: { networks: trusted, group: [family, admins] }'));
    expect(findings).toEqual([]);
  });

  test('asks each group for its factors, those first who must show more, and denies all others', async () => {
    const composed = await compose(
      groups,
      app('a', ', access: { group: [family, admins] }'),
      app('b', ', path: /x, access: { group: family }'),
    );
    expect(valueAt(settingsIn(composed), 'access_control')).toEqual({
      default_policy: 'deny',
      rules: [
        { domain: ['a.home.example.org'], subject: ['group:admins'], policy: 'two_factor' },
        { domain: ['a.home.example.org'], subject: ['group:family'], policy: 'one_factor' },
        {
          domain: ['b.home.example.org'],
          resources: ['^/x([/?].*)?$'],
          subject: ['group:family'],
          policy: 'one_factor',
        },
      ],
    });
  });

  test('has a configuration that Authelia starts with, with or without anything to sign in for', async () => {
    for (const apps of [[], [app('a', ', access: { group: family }')]])
      expect(readConfiguration(configurationIn(await compose(groups, ...apps)), false)).toHaveProperty('configuration');
  });

  test('is not taken for a setting by the variables of its own Service, and runs under the restricted profile', async () => {
    const composed = await compose(groups);
    const spec = valueAt(objectIn(composed, 'deployment.yaml'), 'spec.template.spec') as Values;
    expect(spec).toMatchObject({ enableServiceLinks: false, securityContext: { runAsNonRoot: true, runAsUser: 1000 } });
    expect(spec.containers).toMatchObject([{ securityContext: { readOnlyRootFilesystem: true } }]);
    expect(valueAt(settingsIn(composed), 'server.disable_healthcheck')).toBe(true);
  });

  test.each([
    ['nothing', groups, { emptyDir: {} }],
    [
      'a volume',
      groups.replace('host:', 'data: { class: fast }, host:'),
      { persistentVolumeClaim: { claimName: 'authelia' } },
    ],
  ])('keeps its data on %s', async (_, login, volume) => {
    const spec = valueAt(objectIn(await compose(login), 'deployment.yaml'), 'spec.template.spec') as Values;
    expect(spec.volumes).toContainEqual({ name: 'data', ...volume });
  });

  test('needs secrets that are nowhere in what is composed', async () => {
    const { secrets = [], guide } = await compose(groups);
    expect(secrets.map(({ name, key }) => `${name} ${key}`)).toEqual([
      'authelia-users users.yml',
      'authelia-keys session',
      'authelia-keys storage',
    ]);
    expect(guide).toContain('https://auth.home.example.org');
  });
});

describe('an app that speaks OpenID Connect', () => {
  const client = async (login: string, image = 'docker.io/jellyfin/jellyfin:10.11.6') => {
    const written = app('a', `, login: ${login}`).replace('docker.io/traefik/whoami:v1.11.0', image);
    return compose(groups, written);
  };

  test('is a client whose secret is a digest kept elsewhere, as is the key of the provider', async () => {
    const composed = await client('oidc');
    const text = configurationIn(composed);
    expect(text).toContain('key: {{ secret "/secrets/keys/oidc-issuer.pem" | mindent 10 "|" | msquote }}');
    expect(readConfiguration(text, true)).toMatchObject({
      root: {
        identity_providers: {
          oidc: {
            clients: [
              {
                client_id: 'a',
                client_secret: expect.not.stringContaining('$'),
                redirect_uris: ['https://a.home.example.org/sso/OID/redirect/authelia'],
                token_endpoint_auth_method: 'client_secret_post',
              },
            ],
          },
        },
      },
    });
    expect(composed.secrets?.map(({ key }) => key)).toContain('oidc-client-a');
  });

  test('says itself where people are sent back to', async () => {
    const text = configurationIn(await client('{ oidc: { redirects: [/back] } }', 'example.org/own:1'));
    expect(text).toContain('- https://a.home.example.org/back');
  });
});

describe('an app with a login before it', () => {
  const route = async (more: string) => {
    const lab = await labWith(groups, app('a', more));
    const apps = components.find(({ id }) => id === 'apps')!;
    return composePart(apps as typeof component, lab).apps[0]!.objects.map(({ object }) => object);
  };

  test('is asked for in its own namespace, after the networks', async () => {
    const objects = await route(', access: { networks: trusted, group: family }');
    expect(objects.find(({ metadata }) => metadata.name === 'login')).toMatchObject({
      kind: 'Middleware',
      metadata: { namespace: 'a' },
      spec: { forwardAuth: { address: 'http://authelia.authelia.svc.cluster.local/api/authz/forward-auth' } },
    });
    expect(objects.find(({ kind }) => kind === 'IngressRoute')).toMatchObject({
      spec: { routes: [{ middlewares: [{ name: 'allowed-clients' }, { name: 'login' }] }] },
    });
  });

  test('as an Ingress names both as well', async () => {
    const objects = await route(', route: Ingress, access: { networks: trusted, group: family }');
    expect(objects.find(({ kind }) => kind === 'Ingress')?.metadata.annotations).toMatchObject({
      'traefik.ingress.kubernetes.io/router.middlewares': 'a-allowed-clients@kubernetescrd,a-login@kubernetescrd',
    });
  });
});
