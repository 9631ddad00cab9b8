import { printRef } from '../../../kube/object.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleEvent } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted } from '../../../operate/diagnose/sayings.ts';
import { lastSeen, type SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { type Challenge, certManagerKinds } from '../objects.ts';
import { challengeSayings } from '../rule-sayings.ts';
import { exampleChallenge } from '../rule-seen.ts';

/** What is said for a while of every challenge that goes well: of those that are older it is news. */
const usual = /not yet propagated|NS \S+ returned|wrong status code|did not get expected response|self check/i;
const patience = 600;

/** Whether it has failed, or waits longer than records and routes take to spread. */
function isStuck(challenge: Challenge, seen: SeenCluster): boolean {
  const { metadata, status } = challenge;
  const { state = '', reason = '' } = status ?? {};
  if (state === 'valid' || metadata.deletionTimestamp) return false;
  if (['invalid', 'errored', 'expired'].includes(state)) return true;
  return reason !== '' && (!usual.test(reason) || isOld(challenge, seen));
}

/** What was told of it long ago, it was there long ago. */
const isOld = (challenge: Challenge, seen: SeenCluster): boolean =>
  [challenge.metadata.creationTimestamp ?? '', ...seen.events(challenge).map(lastSeen)].some(
    (moment) => moment !== '' && isPast(moment, seen.now, patience),
  );

function causeOf(challenge: Challenge): Cause {
  const { spec, status, metadata } = challenge;
  const reason = status?.reason ?? '';
  const evidence = [`${printRef(challenge)} (${spec.type}, ${spec.dnsName}): ${quoted(reason)}`];
  const commands = [`kubectl -n ${metadata.namespace} describe challenge ${metadata.name}`];
  const said = causeSaid(reason, challengeSayings, evidence);
  if (said) return { commands, ...said };
  return {
    likelihood: 'likely',
    cause: quoted(reason) || `the authority finds it ${status?.state}`,
    evidence,
    fix: 'mend what the message names',
    commands,
  };
}

const cloudflare = (error: string): string =>
  `while attempting to find Zones for domain _acme-challenge.web.example.org\nwhile querying the Cloudflare API for GET "/zones?name=example.org" \n\t Error: ${error}`;
const dns = (reason: string) => exampleChallenge('DNS-01', { state: 'pending', reason });
const http = (reason: string) => exampleChallenge('HTTP-01', { state: 'pending', presented: true, reason });
const presented = exampleEvent('Challenge/apps/web', 'Presented', 'Presented challenge');
const url = 'http://web.example.org/.well-known/acme-challenge/x';

/** A challenge that is not passed. */
export const challengePending: Playbook = {
  id: 'challenge-pending',
  symptom: 'A Challenge stays pending, or is invalid.',
  why: 'cert-manager presents a challenge, looks itself whether it can be seen, and only then lets the authority look (cert-manager pkg/controller/acmechallenges/sync.go, pkg/issuer/acme/dns/dns.go, pkg/issuer/acme/http/http.go)',
  reads: [certManagerKinds.Challenge],
  diagnose: (seen) =>
    seen
      .list<Challenge>(certManagerKinds.Challenge)
      .filter((each) => isStuck(each, seen))
      .map((each) => ({
        object: printRef(each),
        shows: `does not prove ${each.spec.dnsName} by ${each.spec.type}`,
        causes: [causeOf(each)],
      })),
  examples: {
    healthy: [
      { objects: [exampleChallenge('DNS-01', { state: 'valid', reason: 'Successfully authorized domain' })] },
      { objects: [exampleChallenge('DNS-01', {})] },
      {
        objects: [
          {
            ...dns('Waiting for DNS-01 challenge propagation: DNS record for "web.example.org" not yet propagated'),
            metadata: { name: 'web', namespace: 'apps', creationTimestamp: '2026-01-01T11:58:00Z' },
          },
        ],
      },
    ],
    ill: [
      { objects: [dns(cloudflare('9109: Invalid access token'))] },
      {
        objects: [
          dns('Found no Zones for domain _acme-challenge.web.example.org. (neither in the sub-domain nor in the SLD)'),
        ],
      },
      { objects: [dns('error getting cloudflare secret: secrets "token" not found')] },
      { objects: [dns('specified key "api-token" not found in secret cert-manager/token')] },
      {
        objects: [
          dns('Waiting for DNS-01 challenge propagation: DNS record for "web.example.org" not yet propagated'),
          presented,
        ],
      },
      {
        objects: [
          http(
            `Waiting for HTTP-01 challenge propagation: failed to perform self check GET request '${url}': Get "${url}": dial tcp 192.0.2.3:80: connect: connection refused`,
          ),
          presented,
        ],
      },
      {
        objects: [
          http("Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'"),
          presented,
        ],
      },
      {
        objects: [
          exampleChallenge('HTTP-01', {
            state: 'invalid',
            reason:
              'Error accepting authorization: acme: authorization error for web.example.org: 403 urn:ietf:params:acme:error:unauthorized: 192.0.2.3: Invalid response from http://web.example.org/.well-known/acme-challenge/x: 404',
          }),
        ],
      },
      {
        objects: [
          exampleChallenge('DNS-01', {
            state: 'invalid',
            reason:
              'Error accepting authorization: acme: authorization error: 403 urn:ietf:params:acme:error:caa: CAA record for example.org prevents issuance',
          }),
        ],
      },
    ],
  },
};
