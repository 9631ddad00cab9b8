import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { composePart } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { chart } from './chart.ts';
import { component } from './component.ts';

const compose = (
  issuer: NonNullable<LabInput['certificates']>['issuer'],
  domains: string[] | undefined = ['barn.example.org', '*.barn.example.org'],
  settings: Partial<NonNullable<LabInput['certificates']>> = {},
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
      certificates: { issuer, domains, ...settings },
    }),
  );

const acme = { email: 'me@barn.example.org' };
const cloudflareWith = (settings: { nameservers: string[] }) =>
  compose({ type: 'acme-dns01-cloudflare', apiToken: { env: 'TOKEN' }, ...settings });
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

  test('asks the DNS servers of the lab, and them alone, whether a record is there', () => {
    const nameservers = ['1.1.1.1', '9.9.9.9:5353', '2606:4700:4700::1111'];
    const release = cloudflareWith({ nameservers }).controller.find(({ file }) => file === 'helmrelease.yaml')!.object;
    const { values } = (release as unknown as { spec: { values: Values } }).spec;
    expect(values).toMatchObject({
      dns01RecursiveNameservers: '1.1.1.1:53,9.9.9.9:5353,[2606:4700:4700::1111]:53',
      dns01RecursiveNameserversOnly: true,
    });
    const request = { name: 'cert-manager', namespace: 'cert-manager', version: 'v1.21.1', values };
    expect(chart.render(request)).toMatchObject({ unknown: [] });
  });

  test('names the certificate and its Secret as the lab does, and gives the Secret what others look for', () => {
    const parts = compose({ type: 'internal-ca' }, undefined, {
      ...{ name: 'barn', secret: 'barn-example-org-tls', duration: '720h', renewBefore: '240h' },
      template: { annotations: { 'example.org/copy': 'true' }, labels: { b: '2', a: '1' } },
    });
    expect(specOf(parts, 'certificate-barn.yaml')).toMatchObject({
      ...{ secretName: 'barn-example-org-tls', duration: '720h', renewBefore: '240h' },
      secretTemplate: { annotations: { 'example.org/copy': 'true' }, labels: { a: '1', b: '2' } },
    });
    expect(specOf(parts, 'tlsstore-default.yaml')).toEqual({
      defaultCertificate: { secretName: 'barn-example-org-tls' },
    });
  });

  test('has a certificate for each domain, and those of the lab’s own, all shown by the gate', () => {
    const parts = compose({ type: 'internal-ca' }, ['a.example.org', '*.a.example.org', 'b.example.org'], {
      per: 'domain',
      more: [{ name: 'shop', names: 'shop.example.com' }],
    });
    const names = ['a.example.org', 'b.example.org', 'shop'].map((name) => [
      (specOf(parts, `certificate-${name}.yaml`) as { dnsNames: string[] }).dnsNames,
    ]);
    expect(names).toEqual([[['a.example.org', '*.a.example.org']], [['b.example.org']], [['shop.example.com']]]);
    expect(specOf(parts, 'tlsstore-default.yaml')).toEqual({
      certificates: [{ secretName: 'b.example.org-tls' }, { secretName: 'shop-tls' }],
      defaultCertificate: { secretName: 'a.example.org-tls' },
    });
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
