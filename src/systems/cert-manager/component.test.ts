import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { composePart } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { chart } from './chart.ts';
import { component } from './component.ts';

const compose = (
  issuer: NonNullable<LabInput['certificates']>['issuer'],
  domains = ['barn.example.org', '*.barn.example.org'],
) =>
  composePart(
    component,
    labDefinition.schema.parse({
      name: 'barn',
      repository: { url: 'https://git.example.org/barn.git' },
      network: { cidr: '10.0.0.0/24' },
      nodes: [{ name: 'n1', address: '10.0.0.2' }],
      addresses: { pools: [{ name: 'all', addresses: ['10.0.0.9'] }] },
      ingress: { address: '10.0.0.9' },
      certificates: { issuer, domains },
    }),
  );

const acme = { email: 'me@barn.example.org' };
const cloudflare = (server: 'staging' | 'production', apiToken = {}) =>
  compose({ type: 'acme-dns01-cloudflare', ...acme, server, apiToken: { env: 'TOKEN', ...apiToken } });

type Parts = ReturnType<typeof compose>;
const specOf = (parts: Parts, file: string) =>
  (parts.config.find((object) => object.file === file)!.object as unknown as { spec: Record<string, unknown> }).spec;
const files = ({ config }: Parts) => config.map(({ file }) => file);

describe('cert-manager of a lab', () => {
  test('is installed with its CRDs, and knows all its values', async () => {
    const release = compose({ type: 'internal-ca' }).controller.find(({ file }) => file === 'helmrelease.yaml')!.object;
    const { values } = (release as unknown as { spec: { values: Values } }).spec;
    const request = { name: 'cert-manager', namespace: 'cert-manager', version: 'v1.21.1', values };
    expect(chart.render(request)).toMatchObject({ unknown: [] });
    expect(chart.render(request).error).toBeUndefined();
    expect((await chart.crds(request)).map(({ metadata }) => metadata.name)).toContain('certificates.cert-manager.io');
  });

  test('has both Let’s Encrypt directories, and takes the one the lab asks for', () => {
    for (const server of ['staging', 'production'] as const) {
      const parts = cloudflare(server);
      expect(files(parts)).toEqual([
        'clusterissuer-letsencrypt-staging.yaml',
        'clusterissuer-letsencrypt-production.yaml',
        'certificate-wildcard.yaml',
        'tlsstore-default.yaml',
      ]);
      expect(specOf(parts, 'certificate-wildcard.yaml').issuerRef).toMatchObject({
        kind: 'ClusterIssuer',
        name: `letsencrypt-${server}`,
      });
    }
  });

  test('names the Secret with the token, and never holds its value', () => {
    const parts = cloudflare('staging', { key: 'token' });
    expect(specOf(parts, 'clusterissuer-letsencrypt-staging.yaml')).toMatchObject({
      acme: {
        solvers: [{ dns01: { cloudflare: { apiTokenSecretRef: { name: 'cloudflare-api-token', key: 'token' } } } }],
      },
    });
    expect(parts.secrets).toMatchObject([
      { namespace: 'cert-manager', name: 'cloudflare-api-token', key: 'token', from: { env: 'TOKEN' } },
    ]);
    expect([...parts.config, ...parts.controller].filter(({ object }) => object.kind === 'Secret')).toEqual([]);
  });

  test('proves names over http through the gate', () => {
    const parts = compose({ type: 'acme-http01', ...acme }, ['barn.example.org']);
    expect(specOf(parts, 'clusterissuer-letsencrypt-staging.yaml')).toMatchObject({
      acme: { solvers: [{ http01: { ingress: { ingressClassName: 'traefik' } } }] },
    });
    expect(parts.secrets).toEqual([]);
  });

  test('signs by an authority of its own: self-signed, kept where ClusterIssuers look for it', () => {
    const parts = compose({ type: 'internal-ca', commonName: 'Barn CA' });
    expect(files(parts)).toEqual([
      'clusterissuer-self-signed.yaml',
      'certificate-internal-ca.yaml',
      'clusterissuer-internal-ca.yaml',
      'certificate-wildcard.yaml',
      'tlsstore-default.yaml',
    ]);
    const authority = parts.config[1]!.object;
    expect(authority.metadata.namespace).toBe('cert-manager');
    expect(specOf(parts, 'certificate-internal-ca.yaml')).toMatchObject({
      isCA: true,
      commonName: 'Barn CA',
      issuerRef: { name: 'self-signed' },
    });
    expect(specOf(parts, 'clusterissuer-internal-ca.yaml')).toEqual({
      ca: { secretName: specOf(parts, 'certificate-internal-ca.yaml').secretName },
    });
  });

  test.each([
    ['wildcard', ['*.barn.example.org']],
    ['default', ['a.barn.example.org']],
  ])('makes the %s certificate what the gate shows by default', (name, domains) => {
    const parts = compose({ type: 'internal-ca' }, domains);
    const certificate = specOf(parts, `certificate-${name}.yaml`);
    expect(certificate.dnsNames).toEqual(domains);
    expect(specOf(parts, 'tlsstore-default.yaml')).toEqual({
      defaultCertificate: { secretName: certificate.secretName },
    });
    const namespaces = parts.config
      .filter(({ file }) => file.includes(name) || file.startsWith('tlsstore'))
      .map(({ object }) => object.metadata.namespace);
    expect(new Set(namespaces)).toEqual(new Set(['traefik']));
  });
});
