import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { composeRepository } from '../../compose/compose.ts';
import { components } from '../components.ts';
import { planned } from '../compose-part.ts';
import { labDefinition } from '../lab.ts';

const composed = (notify: unknown, repository: object = {}, more: object = {}) =>
  composeRepository(
    planned(
      labDefinition.schema.parse({
        name: 'loft',
        repository: { url: 'https://git.example.org/loft.git', ...repository },
        delivery: { notify },
        network: { cidr: '10.0.0.0/24' },
        nodes: [{ name: 'n1', address: '10.0.0.2', role: 'control-plane' }],
        ...more,
      }),
    ),
    components,
  );
const chat = { type: 'discord', credentials: { sops: 'infra/config/flux/chat.sops.yaml' } };

describe('whom Flux tells', () => {
  test('is a Provider and an Alert in a stage that waits for nothing and decrypts the address', () => {
    const { tree, stages, secrets } = composed(chat);
    const read = (path: string) => load(tree.get(path)!) as { spec: object; resources: readonly string[] };
    expect(stages.find(({ name }) => name === 'flux-infra-config')).toMatchObject({ dependsOn: [] });
    expect(read('cluster/flux-infra-config.yaml').spec).toMatchObject({ decryption: { provider: 'sops' } });
    expect(read('infra/config/flux/kustomization.yaml').resources).toContain('chat.sops.yaml');
    expect(read('infra/config/flux/provider-discord.yaml').spec).toEqual({
      type: 'discord',
      secretRef: { name: 'notify-discord' },
    });
    expect(read('infra/config/flux/alert-discord.yaml').spec).toEqual({
      providerRef: { name: 'discord' },
      eventSeverity: 'error',
      eventSources: [
        { kind: 'GitRepository', name: '*' },
        { kind: 'Kustomization', name: '*' },
      ],
    });
    expect(secrets).toMatchObject([{ namespace: 'flux-system', name: 'notify-discord', key: 'address' }]);
  });

  test.each([
    [
      { type: 'telegram', channel: '-100', credentials: { env: 'T' } },
      {
        type: 'telegram',
        channel: '-100',
        address: 'https://api.telegram.org',
        secretRef: { name: 'notify-telegram' },
      },
      'token',
    ],
    [
      { name: 'board', type: 'grafana', address: 'https://g.example.org', credentials: { env: 'T' } },
      { type: 'grafana', address: 'https://g.example.org', secretRef: { name: 'notify-board' } },
      'token',
    ],
    [
      { name: 'team', type: 'slack', channel: 'lab', username: 'flux', credentials: { env: 'T' } },
      { type: 'slack', channel: 'lab', username: 'flux', secretRef: { name: 'notify-team' } },
      'address',
    ],
  ])('is reached by what its kind asks for: %j', (notify, spec, key) => {
    const { tree, secrets } = composed(notify);
    const file = [...tree.keys()].find((path) => path.includes('/provider-'))!;
    expect(load(tree.get(file)!)).toMatchObject({ spec });
    expect(secrets.map((secret) => secret.key)).toEqual([key]);
  });

  test('is the same in whatever order it is written', () => {
    const other = { name: 'all', type: 'slack', severity: 'info', credentials: { env: 'T' } };
    expect([...composed([chat, other]).tree]).toEqual([...composed([other, chat]).tree]);
  });

  test('hears of the releases in each namespace that has one, and of each once', () => {
    const { tree } = composed(
      chat,
      {},
      {
        addresses: { pools: [{ name: 'all', addresses: ['10.0.0.9'] }] },
        apps: ['one', 'two'].map((name) => ({
          ...{ name, namespace: 'shared', hosts: [] },
          chart: { repository: 'https://charts.example.org', name: 'box', version: '1.0.0' },
        })),
      },
    );
    const { spec } = load(tree.get('infra/config/flux/alert-discord.yaml')!) as { spec: { eventSources: object[] } };
    expect(spec.eventSources.slice(2)).toEqual([
      { kind: 'HelmRelease', namespace: 'metallb-system', name: '*' },
      { kind: 'HelmRelease', namespace: 'shared', name: '*' },
    ]);
  });

  test('is nobody where people apply the repository', () => {
    expect([...composed(chat, { layout: 'plain' }).tree.keys()].filter((path) => path.includes('flux'))).toEqual([]);
  });
});
