import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { decide } from '../decision/decide.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { chartArguments, make } from '../test-objects.ts';
import {
  buildStore,
  chooseCertificate,
  type LoadedCertificate,
  loadCertificate,
  matchesNames,
} from './certificates.ts';
import { generateDefaultCertificate } from './default-certificate.ts';
import { tlsOptionsOf } from './tls-options.ts';

const certificate = (...names: readonly string[]): LoadedCertificate => ({
  secret: names.join(),
  names: [...names].sort(),
  certificate: '',
  key: '',
  subject: '',
  issuer: '',
  notBefore: '',
  notAfter: '',
  fingerprint: '',
});
const byKey = (certificates: readonly LoadedCertificate[]) =>
  [...certificates].sort((a, b) => (a.names.join() < b.names.join() ? 1 : -1));
const choose = (certificates: readonly LoadedCertificate[], serverName: string, strict = false) => {
  const choice = chooseCertificate({ certificates: byKey(certificates) }, serverName, '10.42.0.9', strict);
  return choice.kind === 'certificate' ? choice.certificate.secret : choice.kind;
};

describe('the certificate of a handshake', () => {
  it.each([
    [[certificate('*.example.org'), certificate('a.example.org')], 'a.example.org', 'a.example.org'],
    [[certificate('*.example.org'), certificate('a.example.org')], 'B.Example.org ', '*.example.org'],
    [
      [certificate('*.example.com'), certificate('*.dev.example.com', 'app.example.com')],
      'app.example.com',
      '*.example.com',
    ],
    [[certificate('*.example.org')], 'a.b.example.org', 'default'],
    [[certificate('10.42.0.9')], '', '10.42.0.9'],
    [[], 'x', 'default'],
  ])('%#: is chosen in reverse order of keys', (certificates, serverName, chosen) => {
    expect(choose(certificates, serverName)).toBe(chosen);
  });

  it('is refused by strict SNI when none fits', () => {
    expect(choose([certificate('a')], 'b', true)).toBe('refused');
  });

  it('covers one label by a wildcard', () => {
    expect([matchesNames('a.x', ['*.x']), matchesNames('x', ['*.x']), matchesNames('a.b.x', ['*.x'])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('the store', () => {
  it('reads names from the certificate, and says what it cannot read', async () => {
    const pair = await generateDefaultCertificate(Date.UTC(2026, 0, 1));
    const loaded = loadCertificate({ secret: 'a/b', ...pair });
    expect(loaded).toMatchObject({ subject: 'TRAEFIK DEFAULT CERT', issuer: 'TRAEFIK DEFAULT CERT' });
    expect('names' in loaded && loaded.names).toHaveLength(2);
    const other = await generateDefaultCertificate(0);
    const messages: string[] = [];
    const store = buildStore(
      [
        { secret: 'a/good', store: 'default', ...pair },
        { secret: 'a/same', store: 'default', ...pair },
        { secret: 'a/mixed', store: 'default', certificate: pair.certificate, key: other.key },
        { secret: 'a/none', store: 'default', certificate: 'x', key: 'y' },
      ],
      undefined,
      ({ message }) => messages.push(message),
    );
    expect(store.certificates.map(({ secret }) => secret)).toEqual(['a/good']);
    expect(messages).toEqual([
      'Unable to parse certificate a/mixed: unable to generate TLS certificate: tls: private key does not match public key',
      'Unable to parse certificate a/none: unable to generate TLS certificate: tls: failed to find any PEM data in certificate input',
    ]);
  });
});

describe('TLS options', () => {
  const option = (name: string): UnknownObject => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'TLSOption',
    metadata: { name, namespace: 'apps' },
    spec: { minVersion: 'VersionTLS13' },
  });
  const secured = (name: string, match: string, options?: string) =>
    make.route(name, match, {
      spec: { entryPoints: ['websecure'], tls: options ? { options: { name: options } } : {} },
    });
  const build = (...objects: readonly UnknownObject[]) =>
    buildConfiguration(
      readStaticConfiguration(chartArguments),
      indexObjects([make.service('hello'), make.slice('hello', ['10.42.0.1']), ...objects]),
    );

  it('are chosen by server name', () => {
    const configuration = build(
      option('modern'),
      secured('a', 'Host(`a.example.org`)', 'modern'),
      secured('b', 'Host(`*.b.example.org`)', 'modern'),
    );
    expect(tlsOptionsOf(configuration, 'websecure', 'A.example.org')).toBe('apps-modern@kubernetescrd');
    expect(tlsOptionsOf(configuration, 'websecure', 'x.b.example.org')).toBe('apps-modern@kubernetescrd');
    expect(tlsOptionsOf(configuration, 'websecure', 'other')).toBe('default');
  });

  it('of one host that differ fall back to the default ones', () => {
    const configuration = build(
      option('modern'),
      secured('a', 'Host(`a.example.org`)', 'modern'),
      secured('b', 'Host(`a.example.org`) && PathPrefix(`/b`)'),
    );
    const names = [...configuration.routers.keys()].filter((name) => name.endsWith('@kubernetescrd'));
    expect(names.every((name) => name.startsWith('websecure-conflicted-apps-'))).toBe(true);
    expect(tlsOptionsOf(configuration, 'websecure', 'a.example.org')).toBe('default');
    expect(configuration.diagnostics.at(-1)?.message).toMatch(
      /^On EntryPoint "websecure", Host "a.example.org" is served by multiple routers with different TLS options/,
    );
  });

  it('that are not there disable the router and close its connections', () => {
    const configuration = build(secured('a', 'Host(`a.example.org`)', 'nope'));
    const router = [...configuration.routers.values()].find(({ name }) => name.endsWith('@kubernetescrd'));
    expect(router).toMatchObject({
      status: 'disabled',
      errors: ['building router handler: unknown TLS options: apps-nope@kubernetescrd'],
    });
    expect(tlsOptionsOf(configuration, 'websecure', 'a.example.org')).toBeUndefined();
  });

  it('of the connection must be those of the router', () => {
    const configuration = build(
      option('modern'),
      secured('a', 'Host(`a.example.org`)', 'modern'),
      secured('b', 'Host(`b.example.org`)'),
    );
    const ask = (host: string, serverName: string) =>
      decide(configuration, {
        entryPoint: 'websecure',
        method: 'GET',
        host,
        target: '/',
        headers: new Map(),
        remoteAddress: '1.2.3.4',
        tls: true,
        serverName,
      }).outcome;
    expect(ask('a.example.org', 'a.example.org').servers).toEqual(['http://10.42.0.1:8080']);
    expect(ask('a.example.org', 'b.example.org')).toMatchObject({ status: 421, body: 'Misdirected Request\n' });
    expect(ask('b.example.org', 'b.example.org')).toMatchObject({ certificate: 'TRAEFIK DEFAULT CERT', allowed: true });
  });
});
