import type { RealAnswer } from '../operate/probe-real.ts';
import type { GateDecision } from '../systems/system.ts';
import { isFor, ownAnswers, strangeAnswer } from './verify-gate-answers.ts';
import { type StepDifference, type VerifyRow, verifySteps } from './verify-report.ts';

/** What is promised of one request, for the client that asks. */
export interface Promised {
  readonly host: string;
  readonly address: string;
  /** What the gate makes of it; undefined where no gate answers: then a connection is all that is promised. */
  readonly decision?: GateDecision;
  /** Whether a certificate for the host must be shown. */
  readonly certificate: boolean;
  /** The node that announces the address; undefined where none is known to. */
  readonly node?: string;
}

/** What was seen of it. Fields that are left out were not looked at. */
export interface Seen {
  readonly answer: RealAnswer;
  /** Addresses that the name has here; none where it is not known. */
  readonly dns?: readonly string[];
  /** Addresses that the Service has in the real cluster; none where it is not there. */
  readonly addresses?: readonly string[];
  /** The node whose hardware address answers for the address. */
  readonly answeredBy?: string;
}

/** What was expected and what was seen, and at which steps they differ, in the order of a request. */
export function compareWithPromise(
  promised: Promised,
  seen: Seen,
): Pick<VerifyRow, 'expected' | 'observed' | 'differences' | 'reason'> {
  const differences = [
    ...nameDifference(promised, seen),
    ...addressDifference(promised, seen),
    ...nodeDifference(promised, seen),
    ...wayDifference(promised, seen),
    ...certificateDifference(promised, seen),
    ...answerDifference(promised, seen),
  ].sort((a, b) => verifySteps.indexOf(a.step) - verifySteps.indexOf(b.step));
  const reason = differences.length === 0 ? strangeAnswer(promised, seen.answer) : undefined;
  const told = { expected: printExpected(promised), observed: printObserved(seen.answer), differences };
  return reason === undefined ? told : { ...told, reason };
}

type Found = readonly StepDifference[];

const listed = (texts: readonly string[]): string => texts.join(', ') || 'none';

/** Where nothing is to be served for a host, its name leads elsewhere: that is as it should be. */
const isServed = ({ decision }: Promised): boolean => decision?.status !== 404 || decision.allowed;

function nameDifference(promised: Promised, { dns }: Seen): Found {
  const { host, address } = promised;
  if (dns === undefined || dns.includes(address) || !isServed(promised)) return [];
  const observed = dns.length === 0 ? `${host} is not known here` : `${host} is ${listed(dns)}`;
  return [
    {
      step: 'dns',
      expected: `${host} is ${address}`,
      observed,
      hint: `let the DNS of this client say ${host} A ${address}`,
    },
  ];
}

function addressDifference({ address }: Promised, { addresses }: Seen): Found {
  if (addresses === undefined || addresses.includes(address)) return [];
  return [
    {
      step: 'address',
      expected: address,
      observed: listed(addresses),
      hint: '`kubectl describe service` says who gave the address, or why nobody did',
    },
  ];
}

function nodeDifference({ node, address }: Promised, { answeredBy }: Seen): Found {
  if (node === undefined || answeredBy === undefined || node === answeredBy) return [];
  return [
    {
      step: 'announcement',
      expected: `${node} answers for ${address}`,
      observed: `${answeredBy} does`,
      hint: `see the speaker on ${node}: it may not run, or see its node otherwise`,
    },
  ];
}

function wayDifference({ address }: Promised, { answer }: Seen): Found {
  const observed = answer.error ?? 'no answer';
  if (answer.stopped === 'connect')
    return [
      {
        step: 'connection',
        expected: `${address} takes the connection`,
        observed,
        hint: 'see who announces the address, and the firewalls between',
      },
    ];
  if (answer.stopped === 'tls')
    return [
      { step: 'tls', expected: 'a TLS handshake', observed, hint: 'see what listens there: it may speak no TLS' },
    ];
  return [];
}

function certificateDifference({ certificate, host }: Promised, { answer }: Seen): Found {
  const shown = answer.certificate;
  if (!certificate || !shown || isFor(shown, host)) return [];
  return [
    {
      step: 'certificate',
      expected: `a certificate for ${host}`,
      observed: `one for ${listed(shown.dnsNames.length > 0 ? shown.dnsNames : [shown.subject])}`,
      hint: '`kubectl get certificates,challenges -A` says how far its issuing is',
    },
  ];
}

function answerDifference({ decision }: Promised, { answer }: Seen): Found {
  if (!decision || (answer.stopped !== undefined && answer.stopped !== 'http')) return [];
  const told = (hint: string): Found => [
    { step: 'answer', expected: printDecision(decision), observed: printObserved(answer), hint },
  ];
  if (answer.status === 0) return told('see the logs of the gate');
  if (decision.status !== undefined && decision.status !== answer.status && !decision.allowed)
    return told(
      answer.status === 404 ? 'see whether the gate has taken the route' : 'see which middlewares the route has there',
    );
  if (
    decision.redirectTo !== undefined &&
    !decision.allowed &&
    answer.location?.startsWith(decision.redirectTo) !== true
  )
    return told('see where the route leads to there');
  if (!decision.allowed || decision.status !== undefined) return [];
  const own = ownAnswers[answer.status];
  return own?.body.test(answer.body.trim()) ? told(own.hint) : [];
}

function printExpected({ decision, address }: Promised): string {
  return decision ? printDecision(decision) : `${address} takes the connection`;
}

function printDecision({ status, allowed, backend, redirectTo }: GateDecision): string {
  if (redirectTo !== undefined) return `${status ?? 'a redirect'} to ${redirectTo}`;
  return status === undefined && allowed ? `an answer of ${backend}` : String(status ?? 'no answer');
}

function printObserved({ status, location, error, stopped, connectMs }: RealAnswer): string {
  if (stopped === undefined && status === 0) return 'takes the connection';
  if (status > 0) return location === undefined ? String(status) : `${status} to ${location}`;
  if (stopped === 'http' && connectMs !== undefined) return error ?? 'no answer';
  return error ?? 'no answer';
}
