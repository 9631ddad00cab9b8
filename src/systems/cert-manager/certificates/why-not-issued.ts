import { conditionOf, isTrue, printRef } from '../../../kube/object.ts';
import type { Cause } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isDown, whyDown } from '../../../operate/diagnose/workloads.ts';
import type { Certificate, CertificateRequest, Challenge, Order } from '../objects.ts';
import { acmeSayings } from '../rule-sayings.ts';
import { controllerSeen, issuerSeen, newestRequest } from '../rule-seen.ts';

/** The children of all certificates, by their owner. */
export interface Trails {
  readonly requests: ReadonlyMap<string, readonly CertificateRequest[]>;
  readonly orders: ReadonlyMap<string, readonly Order[]>;
  readonly challenges: ReadonlyMap<string, readonly Challenge[]>;
}

/** Why a Certificate is not issued: at the controller, its issuer or its request; its own words where nothing else says more. */
export function whyNotIssued(certificate: Certificate, trails: Trails, seen: SeenCluster): Cause {
  const { namespace, name } = certificate.metadata;
  const { issuerRef } = certificate.spec;
  const commands = [
    `kubectl -n ${namespace} describe certificate ${name}`,
    `kubectl -n ${namespace} get certificaterequests,orders,challenges`,
  ];
  const controller = controllerSeen(seen);
  if (controller && isDown(controller, seen)) {
    const why = whyDown(controller, seen);
    return {
      ...why,
      cause: `cert-manager's controller does not run: ${why.cause}`,
      at: why.at ?? printRef(controller),
    };
  }
  const issuer = issuerSeen(issuerRef, namespace, seen);
  const named = `${issuerRef.kind ?? 'Issuer'} ${issuerRef.name}`;
  if (issuer === undefined)
    return {
      likelihood: 'certain',
      cause: `it names ${named}, which is not there`,
      evidence: [`${printRef(certificate)}: spec.issuerRef is ${named}`],
      fix: `make ${named}, or name one that is there (kind: ClusterIssuer for one of all namespaces)`,
      commands: ['kubectl get clusterissuers,issuers -A'],
    };
  if (issuer !== 'foreign' && conditionOf(issuer, 'Ready')?.status === 'False')
    return {
      likelihood: 'certain',
      cause: `its ${named} is not ready`,
      evidence: [quoted(conditionOf(issuer, 'Ready')?.message ?? '')],
      fix: 'mend the issuer',
      at: printRef(issuer),
    };
  const request = newestRequest(trails.requests.get(printRef(certificate)));
  if (request && !isTrue(request, 'Ready'))
    return {
      likelihood: 'certain',
      cause: 'its newest request is not answered',
      evidence: [`${printRef(request)}: ${quoted(conditionOf(request, 'Ready')?.message ?? 'no condition yet')}`],
      fix: 'see what the request waits for',
      commands,
      at: printRef(request),
    };
  const said = conditionOf(certificate, 'Issuing')?.message ?? conditionOf(certificate, 'Ready')?.message ?? '';
  const base = [`${printRef(certificate)}: ${quoted(said)}`];
  return (
    causeSaid(said, acmeSayings, base) ?? {
      likelihood: 'likely',
      cause: quoted(said) || 'cert-manager has not looked at it',
      evidence: base,
      fix: 'mend what the message names; cert-manager tries again an hour after a failure, then later and later (cmctl renew asks at once)',
      commands,
    }
  );
}

/** What a request that is not answered waits for. */
export function whyRequestWaits(request: CertificateRequest, trails: Trails): Cause {
  const [order] = trails.orders.get(printRef(request)) ?? [];
  const said = conditionOf(request, 'Ready')?.message ?? '';
  const denied = conditionOf(request, 'Denied');
  const evidence = [`${printRef(request)}: ${quoted(denied?.message ?? said)}`];
  if (order && order.status?.state !== 'valid')
    return {
      likelihood: 'certain',
      cause: `its order is ${order.status?.state || 'not begun'}`,
      evidence,
      fix: 'see what the order waits for',
      at: printRef(order),
    };
  if (denied?.status === 'True')
    return {
      likelihood: 'certain',
      cause: 'an approver denied it',
      evidence,
      fix: 'allow it in the policy of the approver',
    };
  return (
    causeSaid(said, acmeSayings, evidence) ?? {
      likelihood: 'likely',
      cause: quoted(said) || 'nobody has answered it',
      evidence,
      fix: 'mend what the message names',
    }
  );
}

/** What an order that is not valid waits for. */
export function whyOrderWaits(order: Order, trails: Trails, seen: SeenCluster): Cause {
  const challenges = trails.challenges.get(printRef(order)) ?? [];
  const open = challenges.find(({ status }) => status?.state !== 'valid');
  const reason = order.status?.reason ?? '';
  const [event] = seen.events(order).filter(({ type }) => type === 'Warning');
  const evidence = [`${printRef(order)}: ${order.status?.state || 'pending'}${reason ? `: ${quoted(reason)}` : ''}`];
  if (open)
    return {
      likelihood: 'certain',
      cause: `the challenge for ${open.spec.dnsName} is not passed`,
      evidence,
      fix: 'see what the challenge waits for',
      at: printRef(open),
    };
  if (event && /solver/i.test(event.message ?? ''))
    return {
      likelihood: 'certain',
      cause: 'no solver of the issuer takes its name',
      evidence: [...evidence, quoted(event.message ?? '')],
      fix: 'give the issuer a solver whose selector takes every name; wildcards are proven by DNS-01 alone',
    };
  return (
    causeSaid(reason, acmeSayings, evidence) ?? {
      likelihood: 'likely',
      cause: quoted(reason) || 'the authority has not answered yet',
      evidence,
      fix: 'mend what the message names',
    }
  );
}
