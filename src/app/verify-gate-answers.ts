import type { RealAnswer, ShownCertificate } from '../operate/probe-real.ts';
import type { GateDecision } from '../systems/system.ts';

/** Answers of a gate itself, not of an app behind it; an app may answer with the same status in words of its own (traefik pkg/server). */
export const ownAnswers: Readonly<Record<number, { readonly body: RegExp; readonly hint: string }>> = {
  403: { body: /^Forbidden$/, hint: 'an allow-list refuses this client: see which address of it the gate sees' },
  404: { body: /^404 page not found$/, hint: 'the gate has no route for it: see whether it has taken the object' },
  502: { body: /^Bad Gateway$/, hint: 'no pod takes the connection: see its port and whether it listens' },
  503: { body: /^(no available server|Service Unavailable)$/, hint: 'no pod is ready behind the Service' },
  504: { body: /^Gateway Timeout$/, hint: 'no pod answers in time' },
};

/**
 * What is said with other statuses: a redirect is told in the words of the status (traefik pkg/middlewares/redirect/redirect.go), and what the
 * gate answers itself with 200 is its dashboard (traefik webui/index.html).
 */
const otherWords: Readonly<Record<number, RegExp>> = {
  200: /<title>Traefik( Proxy)?<\/title>/,
  301: /^Moved Permanently$/,
  302: /^Found$/,
  307: /^Temporary Redirect$/,
  308: /^Permanent Redirect$/,
  401: /^(401 )?Unauthorized$/,
  429: /^Too Many Requests$/,
};

/** Whether a certificate is for a host. */
export const isFor = ({ dnsNames }: ShownCertificate, host: string): boolean =>
  dnsNames.some((name) =>
    name.startsWith('*.') ? host.slice(host.indexOf('.') + 1) === name.slice(2) : name === host,
  );

/** What the gate shows where it has no certificate for a name (traefik pkg/tls/generate/generate.go). */
const generated = 'TRAEFIK DEFAULT CERT';

/**
 * Why an answer that fits what is promised may yet be somebody else's: another server refuses, redirects and knows no page as well.
 * Undefined where the gate is known by its certificate or its words; it never says what it is called.
 */
export function strangeAnswer(
  { decision, host }: { readonly decision?: GateDecision; readonly host: string },
  answer: RealAnswer,
): string | undefined {
  if (answer.status === 0) return undefined;
  const { certificate, status, server } = answer;
  const isKnown = certificate !== undefined && (isFor(certificate, host) || certificate.subject === generated);
  // An app may say so of its own, also where no gate stands before it; over TLS it is known who brought it.
  const isRefusal = status === 404 || status >= 500;
  if (!decision || (decision.allowed && decision.status === undefined)) {
    return isRefusal && !isKnown
      ? `${calls(server)}answers ${status}: whether that is the app cannot be told`
      : undefined;
  }
  if (server === undefined && (isKnown || saysSo(answer) || leadsElsewhere(decision, host))) return undefined;
  return `${calls(server)}answers ${status}, and not in the words of the gate: whether it is the gate cannot be told`;
}

const saysSo = ({ status, body }: RealAnswer): boolean =>
  (ownAnswers[status]?.body ?? otherWords[status])?.test(body.trim()) ?? false;

/** A redirect to a page to sign in at names a host that only whoever knows the route can know. */
const leadsElsewhere = ({ redirectTo }: GateDecision, host: string): boolean =>
  redirectTo !== undefined && URL.canParse(redirectTo) && new URL(redirectTo).hostname !== host;

const calls = (server: string | undefined): string =>
  server === undefined ? 'somebody ' : `a server that calls itself ${server.slice(0, 60)} `;
