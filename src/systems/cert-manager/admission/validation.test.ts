import { describe, expect, it } from 'vitest';
import type { CertificateSpec, Issuer } from '../objects.ts';
import { printRefusals, refuseCertificate, refuseIssuer } from './validation.ts';

const sound: CertificateSpec = {
  secretName: 'x',
  dnsNames: ['a.example.org'],
  issuerRef: { name: 'i', kind: 'ClusterIssuer' },
};
const certificate = (change: object) => printRefusals(refuseCertificate({ ...sound, ...change }));
const issuer = (spec: object) => printRefusals(refuseIssuer(spec as Issuer['spec']));
const acme = (solver: object) =>
  issuer({ acme: { server: 's', privateKeySecretRef: { name: 'k' }, solvers: [solver] } });

// Texts of cert-manager internal/apis/certmanager/validation.
describe('the webhook refuses a certificate', () => {
  it.each<[string, object, string]>([
    ['without a Secret', { secretName: '' }, 'spec.secretName: Required value: must be specified'],
    ['without an issuer', { issuerRef: {} }, 'spec.issuerRef.name: Required value: must be specified'],
    [
      'of an unknown kind of issuer',
      { issuerRef: { name: 'i', kind: 'Clusterissuer' } },
      'spec.issuerRef.kind: Invalid value: "Clusterissuer": must be one of Issuer or ClusterIssuer',
    ],
    [
      'without a name',
      { dnsNames: [] },
      'spec: Invalid value: "": at least one of commonName (from the commonName field or from a literalSubject), dnsNames, emailSANs, ipAddresses, otherNames, or uriSANs must be set',
    ],
    [
      'with a long common name',
      { commonName: 'x'.repeat(65) },
      'spec.commonName: Too long: may not be more than 64 bytes',
    ],
    [
      'with a small RSA key',
      { privateKey: { size: 1024 } },
      'spec.privateKey.size: Invalid value: 1024: must be between 2048 and 8192 for rsa keyAlgorithm',
    ],
    [
      'that is renewed before it begins',
      { duration: '24h', renewBefore: '25h' },
      'spec.renewBefore: Invalid value: "25h0m0s": certificate duration 24h0m0s must be greater than renewBefore 25h0m0s',
    ],
    [
      'of half an hour',
      { duration: '30m' },
      'spec.duration: Invalid value: "30m0s": certificate duration must be greater than 1h0m0s',
    ],
    [
      'with two faults, in brackets',
      { secretName: '', revisionHistoryLimit: 0 },
      '[spec.secretName: Required value: must be specified, spec.revisionHistoryLimit: Invalid value: 0: must not be less than 1]',
    ],
  ])('%s', (_, change, expected) => {
    expect(certificate(change)).toBe(expected);
  });

  it('but not one that is sound', () => {
    expect(refuseCertificate(sound)).toEqual([]);
    expect(refuseCertificate({ ...sound, privateKey: { algorithm: 'ECDSA', size: 384 }, duration: '2160h' })).toEqual(
      [],
    );
  });
});

describe('the webhook refuses an issuer', () => {
  it.each<[string, string, string]>([
    ['of no type', issuer({}), 'spec: Required value: at least one issuer must be configured'],
    [
      'of two types',
      issuer({ selfSigned: {}, ca: { secretName: 'x' } }),
      'spec.selfSigned: Forbidden: may not specify more than one issuer type',
    ],
    [
      'without account key',
      issuer({ acme: { server: 's' } }),
      'spec.acme.privateKeySecretRef.name: Required value: private key secret name is a required field',
    ],
    ['with an empty solver', acme({}), 'spec.acme.solvers[0]: Required value: no solver type configured'],
    [
      'with a solver of no provider',
      acme({ dns01: {} }),
      'spec.acme.solvers[0].dns01: Required value: no DNS01 provider configured',
    ],
    [
      'with Cloudflare but no credentials',
      acme({ dns01: { cloudflare: {} } }),
      'spec.acme.solvers[0].dns01.cloudflare: Required value: apiKeySecretRef or apiTokenSecretRef is required',
    ],
    [
      'with half a reference',
      acme({ dns01: { cloudflare: { apiTokenSecretRef: { name: 'x' } } } }),
      'spec.acme.solvers[0].dns01.cloudflare.apiTokenSecretRef.key: Required value: secret key is required',
    ],
    [
      'with two classes of ingress',
      acme({ http01: { ingress: { class: 'a', ingressClassName: 'b' } } }),
      "spec.acme.solvers[0].http01.ingress: Forbidden: only one of 'ingressClassName', 'name' or 'class' should be specified",
    ],
  ])('%s', (_, refused, expected) => {
    expect(refused).toBe(expected);
  });

  it('but not one that is sound', () => {
    expect(refuseIssuer({ selfSigned: {} })).toEqual([]);
    expect(acme({ http01: { ingress: {} } })).toBe('[]');
  });
});
