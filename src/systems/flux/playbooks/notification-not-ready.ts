import { printRef } from '../../../kube/object.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import { exampleCondition, exampleObject } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { Saying } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { causeByMessage, hasFailed, isSuspended } from '../explain/why-stage-fails.ts';
import { type Alert, fluxKinds, type Provider, type Receiver } from '../objects.ts';

const sayings: readonly Saying[] = [
  {
    says: /secrets "([^"]+)" not found|unable to read token from secret '([^']+)'/,
    cause: ([, first, second]) => `its Secret ${first ?? second} with the token is not there, or has no field token`,
    fix: 'create it: kubectl create secret generic NAME --from-literal=token=…',
  },
];

function alertCause(alert: Alert, seen: SeenCluster): Cause | undefined {
  const { namespace } = alert.metadata;
  const { name } = alert.spec.providerRef;
  const provider = seen.find<Provider>(fluxKinds.Provider, name, namespace);
  if (!provider)
    return {
      likelihood: 'certain',
      cause: `it names Provider ${name}, which is not in its namespace`,
      evidence: [`${printRef(alert)}: spec.providerRef.name is ${name}`],
      fix: `make the Provider in ${namespace}, or correct providerRef`,
    };
  const secret = provider.spec.secretRef?.name;
  const isKnown = !seen.unread.has(`${kinds.Secret.apiVersion} ${kinds.Secret.kind}`);
  if (secret === undefined || !isKnown || seen.find<Secret>(kinds.Secret, secret, namespace)) return undefined;
  return {
    likelihood: 'certain',
    cause: `its Provider ${name} reads Secret ${secret}, which is not there`,
    evidence: [`${printRef(provider)}: spec.secretRef.name is ${secret}`],
    fix: `create Secret ${secret} in ${namespace} with the address or token`,
  };
}

const receiver = (status: string, message: string) =>
  exampleObject('notification.toolkit.fluxcd.io/v1', 'Receiver/flux-system/push', {
    spec: { type: 'github', secretRef: { name: 'token' }, resources: [{ kind: 'GitRepository', name: 'lab' }] },
    status: { conditions: [exampleCondition('Ready', status, 'TokenNotFound', message)] },
  });
const alert = exampleObject('notification.toolkit.fluxcd.io/v1beta3', 'Alert/flux-system/all', {
  spec: { providerRef: { name: 'chat' }, eventSources: [{ kind: 'Kustomization', name: '*' }] },
});
const provider = (spec: object) =>
  exampleObject('notification.toolkit.fluxcd.io/v1beta3', 'Provider/flux-system/chat', {
    spec: { type: 'generic', address: 'https://chat.example.org/hook', ...spec },
  });

/** Webhooks that are not heard, and alerts that nobody gets. */
export const notificationNotReady: Playbook = {
  id: 'notification-not-ready',
  symptom: 'A push is noticed only after the interval, or no alert arrives.',
  why: 'a Receiver needs its token, an Alert its Provider and what that reads, all in one namespace (notification-controller internal/controller/receiver_controller.go, internal/server/event_handlers.go)',
  reads: [fluxKinds.Receiver, fluxKinds.Alert, fluxKinds.Provider, kinds.Secret],
  diagnose: (seen) => [
    ...seen
      .list<Receiver>(fluxKinds.Receiver)
      .filter((each) => hasFailed(each, seen))
      .map(
        (each): Symptom => ({
          object: printRef(each),
          shows: 'hears no webhook',
          severity: 'warning',
          causes: [causeByMessage(each, sayings)],
        }),
      ),
    ...seen
      .list<Alert>(fluxKinds.Alert)
      .filter((each) => !isSuspended(each))
      .flatMap((each): readonly Symptom[] => {
        const cause = alertCause(each, seen);
        return cause ? [{ object: printRef(each), shows: 'tells nobody', severity: 'warning', causes: [cause] }] : [];
      }),
  ],
  examples: {
    healthy: [{ objects: [receiver('True', 'Receiver initialized'), alert, provider({})] }],
    ill: [
      {
        objects: [
          receiver('False', 'unable to read token from secret \'flux-system/token\' error: secrets "token" not found'),
        ],
      },
      { objects: [alert] },
      { objects: [alert, provider({ secretRef: { name: 'chat' } })] },
    ],
  },
};
