import { describe, expect, it } from 'vitest';
import { makeRuleInput } from '../../../check/check-objects.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { CertificateSpec, Issuer } from '../objects.ts';
import { exampleCertificate, exampleIngress, exampleIssuer } from '../rule-objects.ts';
import { certificateRenewedEndlessly } from '../rules/certificate-renewed-endlessly.ts';
import { renewalInterval } from './renewal-interval.ts';

const spec = (more: Partial<CertificateSpec>): CertificateSpec => ({
  secretName: 's',
  issuerRef: { name: 'i' },
  dnsNames: ['a.example.org'],
  ...more,
});
const acme = (host: string, profile?: string): Issuer['spec'] => ({
  acme: { server: `https://${host}/directory`, privateKeySecretRef: { name: 'account' }, ...(profile && { profile }) },
});
const letsEncrypt = acme('acme-v02.api.letsencrypt.org');
const own: Issuer['spec'] = { ca: { secretName: 'ca' } };

describe('from signing to renewal pass', () => {
  it.each<[string, Partial<CertificateSpec>, Issuer['spec'], number | undefined]>([
    ['two thirds of the lifetime, less the hour it is dated back', {}, letsEncrypt, 60 * 24 - 1],
    ['no hours when renewBefore leaves the hour it is dated back', { renewBefore: '2159h' }, letsEncrypt, 0],
    ['less than none when it leaves half of it', { renewBefore: '2159h30m' }, letsEncrypt, -0.5],
    [
      'two thirds again when renewBefore is as long as the lifetime',
      { renewBefore: '2160h' },
      letsEncrypt,
      60 * 24 - 1,
    ],
    ['what a percentage leaves', { renewBeforePercentage: 99 }, letsEncrypt, 20.6],
    ['what an own authority leaves', { duration: '24h', renewBefore: '23h' }, own, 1],
    ['hours nobody knows with another ACME server', { renewBefore: '2159h30m' }, acme('ca.example.org'), undefined],
    ['hours nobody knows with a profile', {}, acme('acme-v02.api.letsencrypt.org', 'shortlived'), undefined],
    ['no hours at all when renewal is switched off', { renewal: { policy: 'Disabled' } }, own, undefined],
  ])('%s', (_, more, issuer, hours) => {
    const interval = renewalInterval(spec(more), issuer, 90);
    if (hours === undefined) expect(interval).toBeUndefined();
    else expect((interval ?? Number.NaN) / 3600).toBeCloseTo(hours, 3);
  });
});

describe('a certificate that is renewed endlessly', () => {
  const check = (...objects: readonly UnknownObject[]) =>
    certificateRenewedEndlessly
      .check(makeRuleInput(objects.map((object) => ({ object }))))
      .map(({ message, path }) => `${path?.join('.')}: ${message}`);
  const internal = exampleIssuer('internal', undefined, { ca: { secretName: 'ca' } });
  const ref = { issuerRef: { kind: 'ClusterIssuer', name: 'internal' } };

  it.each<[string, readonly UnknownObject[], readonly string[]]>([
    [
      'is told at its field',
      [exampleIssuer('letsencrypt'), exampleCertificate('site', { renewBefore: '2159h30m' })],
      ['spec.renewBefore: renewal is due as soon as the certificate is issued, over and over'],
    ],
    [
      'is told when it comes to minutes',
      [internal, exampleCertificate('site', { ...ref, duration: '24h', renewBefore: '23h45m' })],
      ['spec.renewBefore: the certificate is renewed 15m0s after it is issued, over and over'],
    ],
    [
      'is told when Let’s Encrypt’s week is used up in days',
      [exampleIssuer('letsencrypt'), exampleCertificate('site', { renewBeforePercentage: 99 })],
      [
        'spec.renewBeforePercentage: the certificate is renewed 20h36m0s after it is issued: Let’s Encrypt refuses the sixth of a week',
      ],
    ],
    [
      'is told at the annotation of an Ingress',
      [
        exampleIssuer('letsencrypt'),
        exampleIngress('site', [{ hosts: ['a.example.org'], secretName: 'tls' }], {
          'cert-manager.io/renew-before': '2159h30m',
        }),
      ],
      [
        'metadata.annotations.cert-manager.io/renew-before: renewal is due as soon as the certificate is issued, over and over',
      ],
    ],
    [
      'is not one whose webhook refuses it',
      [exampleIssuer('letsencrypt'), exampleCertificate('site', { renewBefore: '2160h' })],
      [],
    ],
    ['is not one whose issuer nobody knows', [exampleCertificate('site', { renewBefore: '2159h30m' })], []],
  ])('%s', (_, objects, problems) => {
    expect(check(...objects)).toEqual(problems);
  });
});
