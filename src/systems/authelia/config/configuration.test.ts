import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../../../kube/types.ts';
import { findConfiguration } from './find-configuration.ts';
import { readConfiguration } from './read-configuration.ts';

const podWith = (container: Partial<PodSpec['containers'][number]>, volumes?: PodSpec['volumes']): PodSpec => ({
  containers: [
    {
      name: 'authelia',
      image: 'ghcr.io/authelia/authelia:4.39.20',
      volumeMounts: [{ name: 'config', mountPath: '/config/configuration.yml', subPath: 'configuration.yml' }],
      ...container,
    },
  ],
  volumes: volumes ?? [{ name: 'config', configMap: { name: 'authelia' } }],
});

describe('the configuration of a pod', () => {
  test.each<[string, PodSpec, object]>([
    [
      'is the usual file',
      podWith({}),
      { kind: 'ConfigMap', name: 'authelia', key: 'configuration.yml', templated: false },
    ],
    [
      'is the file of its arguments, by the name its volume gives it',
      podWith({ args: ['--config=/c/a.yaml'], volumeMounts: [{ name: 'config', mountPath: '/c' }] }, [
        { name: 'config', secret: { secretName: 's', items: [{ key: 'k', path: 'a.yaml' }] } },
      ]),
      { kind: 'Secret', name: 's', key: 'k', templated: false },
    ],
    [
      'is the file of a variable, filled in by a filter',
      podWith({
        env: [
          { name: 'X_AUTHELIA_CONFIG', value: '/config/configuration.yml' },
          { name: 'X_AUTHELIA_CONFIG_FILTERS', value: 'template' },
        ],
      }),
      { kind: 'ConfigMap', name: 'authelia', key: 'configuration.yml', templated: true },
    ],
    [
      'is not known behind a variable that decides',
      podWith({ env: [{ name: 'AUTHELIA_ACCESS_CONTROL_DEFAULT_POLICY', value: 'deny' }] }),
      { unknown: 'the variable AUTHELIA_ACCESS_CONTROL_DEFAULT_POLICY goes before its file' },
    ],
    [
      'is not known behind variables from elsewhere',
      podWith({ envFrom: [{ secretRef: { name: 's' } }] }),
      { unknown: 'its variables come from elsewhere, and go before its file' },
    ],
    [
      'is not known where it lies on a disk',
      podWith({}, [{ name: 'config', persistentVolumeClaim: { claimName: 'c' } }]),
      { unknown: '/config/configuration.yml comes from no ConfigMap and no Secret' },
    ],
  ])('%s', (_, spec, expected) => {
    expect(findConfiguration(spec)).toEqual(expected);
  });
});

const access = (rules: string) => `access_control:\n  default_policy: deny\n  rules: ${rules}\n`;

describe('a configuration', () => {
  test('says cookies, rules with their named networks, and endpoints', () => {
    const reading = readConfiguration(
      `session: { cookies: [{ domain: example.org, authelia_url: 'https://auth.example.org' }] }
definitions: { network: { lan: [192.168.0.0/16] } }
server: { endpoints: { authz: { mine: { implementation: ForwardAuth } } } }
${access('[{ domain: a.example.org, policy: one_factor, networks: lan, subject: [group:a, [user:b, group:c]] }]')}`,
      false,
    );
    if (!('configuration' in reading)) throw new Error(JSON.stringify(reading));
    const { cookies, accessControl, endpoints } = reading.configuration;
    expect(cookies).toEqual([{ domain: 'example.org', portal: 'https://auth.example.org', name: 'authelia_session' }]);
    expect(accessControl.rules).toMatchObject([
      { domains: ['a.example.org'], subjects: [['group:a'], ['user:b', 'group:c']], networks: [{ family: 4 }] },
    ]);
    expect([...endpoints]).toEqual([['/api/authz/mine', 'ForwardAuth']]);
  });

  test.each([
    [
      'a policy that is none',
      access('[{ domain: a.org, policy: two_factors }]'),
      "option 'policy' 'two_factors' is invalid",
    ],
    ['no domain', access('[{ policy: bypass }]'), 'are both absent'],
    ['bypass for some', access("[{ domain: a.org, policy: bypass, subject: 'user:a' }]"), "'bypass' is not supported"],
    [
      'a network that is none',
      access('[{ domain: a.org, policy: bypass, networks: [home] }]'),
      'failed to parse network "home"',
    ],
    ['no rules and a policy without factors', access('[]'), 'when no rules are specified'],
  ])('with %s starts nothing', (_, text, problem) => {
    expect(readConfiguration(text, false)).toEqual({ problem: expect.stringContaining(problem) });
  });

  test.each([
    [
      'a secret is filled in',
      `session: { secret: '{{ secret "/s" }}' }\n${access('[{ domain: a.org, policy: bypass }]')}`,
      true,
    ],
    [
      'a key is filled in with its lines',
      `k: {{ secret "/s" | mindent 10 "|" | msquote }}\n${access('[{ domain: a.org, policy: bypass }]')}`,
      true,
    ],
    ['a rule is filled in', access('[{ domain: \'{{ env "D" }}\', policy: bypass }]'), false],
    [
      'the template has conditions',
      `{{ if true }}a: b{{ end }}\n${access('[{ domain: a.org, policy: bypass }]')}`,
      false,
    ],
  ])('where %s is known: %s %s', (_, text, known) => {
    expect('configuration' in readConfiguration(text, true)).toBe(known);
  });
});
