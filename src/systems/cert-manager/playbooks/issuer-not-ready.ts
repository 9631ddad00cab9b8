import { conditionOf, printRef } from '../../../kube/object.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleCondition } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted } from '../../../operate/diagnose/sayings.ts';
import { certManagerKinds, type Issuer } from '../objects.ts';
import { issuerSayings } from '../rule-sayings.ts';
import { exampleIssuer } from '../rule-seen.ts';

function causeOf(issuer: Issuer): Cause {
  const { name, namespace } = issuer.metadata;
  const said = conditionOf(issuer, 'Ready')?.message ?? '';
  const evidence = [`${printRef(issuer)}: ${quoted(said)}`];
  const commands = [`kubectl ${namespace ? `-n ${namespace} ` : ''}describe ${issuer.kind.toLowerCase()} ${name}`];
  const known = causeSaid(said, issuerSayings, evidence);
  if (known) return { commands, ...known };
  return {
    likelihood: 'likely',
    cause: quoted(said) || 'it says nothing',
    evidence,
    fix: 'mend what the message names',
    commands,
  };
}

const failed = (reason: string, message: string) =>
  exampleIssuer([exampleCondition('Ready', 'False', reason, message)]);
const account = (message: string) => failed('ErrRegisterACMEAccount', `Failed to register ACME account: ${message}`);

/** An issuer that issues nothing. */
export const issuerNotReady: Playbook = {
  id: 'issuer-not-ready',
  symptom: 'An Issuer or ClusterIssuer is READY False, and no Certificate of it is issued.',
  why: 'an issuer of ACME has to register its account, one of an authority to find its Secret (cert-manager pkg/issuer/acme/setup.go, pkg/issuer/ca/setup.go)',
  reads: [certManagerKinds.Issuer, certManagerKinds.ClusterIssuer],
  diagnose: (seen) =>
    [...seen.list<Issuer>(certManagerKinds.ClusterIssuer), ...seen.list<Issuer>(certManagerKinds.Issuer)]
      .filter((each) => {
        const ready = conditionOf(each, 'Ready');
        return ready?.status === 'False' && isPast(ready.lastTransitionTime, seen.now);
      })
      .map((each) => ({ object: printRef(each), shows: 'issues nothing: it is not ready', causes: [causeOf(each)] })),
  examples: {
    healthy: [
      { objects: [exampleIssuer([exampleCondition('Ready', 'True', 'ACMEAccountRegistered')])] },
      { objects: [exampleIssuer([])] },
    ],
    ill: [
      {
        objects: [
          account(
            'Get "https://acme.example.org/directory": dial tcp: lookup acme.example.org on 10.43.0.10:53: no such host',
          ),
        ],
      },
      { objects: [account('Get "https://acme.example.org/directory": dial tcp 192.0.2.9:443: i/o timeout')] },
      {
        objects: [
          account(
            '400 urn:ietf:params:acme:error:invalidContact: Error validating contact(s) :: contact email has forbidden domain "example.com"',
          ),
        ],
      },
      { objects: [failed('ErrGetKeyPair', 'Error getting keypair for CA issuer: secrets "home-ca" not found')] },
      { objects: [failed('ErrVerifyACMEAccount', 'Failed to verify ACME account: 404 : 404 page not found')] },
    ],
  },
};
