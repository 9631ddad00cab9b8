import { duplicates } from '../../lab/checks/duplicates.ts';
import type { CheckProblem, LabCheck } from '../../lab/checks/lab-check.ts';
import type { TraefikLab } from './lab.ts';

const redirectNeedsEntryPoints: LabCheck<TraefikLab> = {
  code: 'redirect-needs-entry-points',
  severity: 'error',
  summary: 'Requests are redirected to HTTPS, but an entry point of it is missing.',
  why: 'the redirection goes from entry point web to entry point websecure; Traefik does not start when its target is missing (traefik pkg/provider/traefik/internal.go)',
  check: (lab) => {
    if (!lab.ingress.redirectToHttps) return [];
    const { entryPoints } = lab.ingress;
    const problems: CheckProblem[] = ['web', 'websecure']
      .filter((name) => !Object.hasOwn(entryPoints, name))
      .map((name) => ({
        path: ['ingress', 'entryPoints'],
        message: `redirectToHttps needs the entry point ${name}`,
        hint: `add ${name}, or set redirectToHttps: false`,
      }));
    const target = entryPoints.websecure;
    if (target && !target.tls) {
      problems.push({
        path: ['ingress', 'entryPoints', 'websecure'],
        message: 'redirectToHttps leads to websecure, which speaks no TLS',
        hint: 'set tls: true on websecure',
      });
    }
    return problems;
  },
};

const tlsNeedsEntryPoint: LabCheck<TraefikLab> = {
  code: 'tls-needs-entry-point',
  severity: 'error',
  summary: 'An app is served over TLS, and no entry point speaks it.',
  why: 'a router with TLS answers only where TLS is spoken',
  check: (lab, { routes }) =>
    Object.values(lab.ingress.entryPoints).some((entryPoint) => entryPoint.tls)
      ? []
      : routes
          .filter(({ at, tls }) => at === 'gate' && tls)
          .map(({ owner, path }) => ({
            path,
            message: `${owner} is served over TLS, and no entry point has tls: true`,
            hint: 'add the entry point websecure with port 443 and tls: true',
          })),
};

const entryPointPortTwice: LabCheck<TraefikLab> = {
  code: 'entry-point-port-twice',
  severity: 'error',
  summary: 'Two entry points have the same port.',
  why: 'the API server refuses a Service with two ports of equal number and protocol',
  check: (lab) => {
    const names = Object.keys(lab.ingress.entryPoints);
    return duplicates(names, (name) => [String(lab.ingress.entryPoints[name]!.port)]).map(({ key, index, first }) => ({
      path: ['ingress', 'entryPoints', names[index]!, 'port'],
      message: `entry points ${names[first]} and ${names[index]} both have port ${key}`,
      hint: 'give each a port of its own',
    }));
  },
};

const plainBehindRedirect: LabCheck<TraefikLab> = {
  code: 'plain-app-behind-redirect',
  severity: 'error',
  summary: 'An app is served over HTTP only, and all HTTP is sent on to HTTPS.',
  why: 'the redirection of an entry point has the highest priority of all its routers (traefik pkg/provider/traefik/internal.go)',
  check: (lab, { routes }) => {
    const { redirectToHttps, entryPoints } = lab.ingress;
    const open = Object.entries(entryPoints).some(([name, { tls }]) => !tls && !(redirectToHttps && name === 'web'));
    return routes
      .filter(({ at, tls }) => at === 'gate' && !tls && !open)
      .map(({ owner, path }) => ({
        path: [...path, 'tls'],
        message: `${owner} is served over HTTP only, and every request for it is sent on to HTTPS`,
        hint: 'set tls: true, or redirectToHttps: false',
      }));
  },
};

const portName = /^(?=.*[a-z])(?!.*--)[a-z0-9-]{1,15}$/;

const entryPointName: LabCheck<TraefikLab> = {
  code: 'entry-point-name',
  severity: 'error',
  summary: 'The name of an entry point is no name of a port.',
  why: 'entry points become ports of the Service and of the pods; the API server wants at most 15 characters, a letter among them and no "--" (apimachinery IsValidPortName)',
  check: (lab) =>
    Object.keys(lab.ingress.entryPoints).flatMap((name) => {
      const reserved = name === 'traefik' || name === 'metrics';
      if (portName.test(name) && !reserved) return [];
      const why = reserved ? 'is taken by Traefik itself' : 'is no name of a port';
      const hint = reserved ? 'choose another name' : 'use at most 15 characters, a letter among them, and no "--"';
      return [{ path: ['ingress', 'entryPoints', name], message: `entry point ${name} ${why}`, hint }];
    }),
};

const hostOnTwoAddresses: LabCheck = {
  code: 'host-on-two-addresses',
  severity: 'warning',
  summary: 'An app has the host of the dashboard, which has an address of its own.',
  why: 'a name leads to one address: clients would reach either the gate or the dashboard',
  check: (_, { routes }) => {
    const apart = new Set(
      routes.filter(({ at }) => at === 'dashboard').flatMap(({ hosts }) => hosts.map(({ host }) => host)),
    );
    return routes
      .filter(({ at }) => at === 'gate')
      .flatMap(({ hosts }) => hosts.find(({ host }) => apart.has(host)) ?? [])
      .map(({ host, path }) => ({
        path,
        message: `${host} is the dashboard's host too, at another address than the gate`,
        hint: 'give the dashboard a host of its own',
      }));
  },
};

/** Entry points of the gate, and what is behind them. */
export const entryPointChecks: readonly LabCheck<TraefikLab>[] = [
  redirectNeedsEntryPoints,
  tlsNeedsEntryPoint,
  entryPointPortTwice,
  plainBehindRedirect,
  entryPointName,
  hostOnTwoAddresses,
];
