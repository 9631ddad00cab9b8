import type { Values } from '../../charts/contract.ts';
import { isMap, isSet, listAt, mapAt, textAt, valueAt } from '../chart-values.ts';
import { httpOf, type TraefikRelease } from './chart-release.ts';

/** What each entry point does beside listening: redirect, middlewares, TLS, trusted proxies, time limits. */
export const entryPointArguments = (release: TraefikRelease): string[] =>
  release.ports.flatMap(([name, port]) => {
    const prefix = `--entryPoints.${name}`;
    const http = httpOf(port, release.switches);
    const middlewares = listAt(http, 'middlewares');
    return [
      ...redirectArguments(release, `${prefix}.http.redirections.entryPoint`, http),
      ...(middlewares.length > 0 ? [`${prefix}.http.middlewares=${middlewares.join(',')}`] : []),
      ...tlsArguments(prefix, port, mapAt(http, 'tls')),
      ...(isSet(port, 'allowACMEByPass') ? [`${prefix}.allowACMEByPass=true`] : []),
      ...trustArguments(`${prefix}.forwardedHeaders`, mapAt(port, 'forwardedHeaders')),
      ...trustArguments(`${prefix}.proxyProtocol`, mapAt(port, 'proxyProtocol')),
      ...transportArguments(`${prefix}.transport`, mapAt(port, 'transport')),
    ];
  });

/** Where an entry point redirects to, as the chart's major writes it. */
export function redirectionOf({ switches }: TraefikRelease, http: Values): Values | undefined {
  if (switches.redirect !== 'redirectTo') {
    const redirection = valueAt(http, 'redirections.entryPoint');
    return isMap(redirection) && Object.keys(redirection).length > 0 ? redirection : undefined;
  }
  const { port, priority, permanent } = mapAt(http, 'redirectTo');
  if (port === undefined) return undefined;
  return { to: port, scheme: 'https', ...(priority && { priority }), ...(permanent && { permanent }) };
}

function redirectArguments(release: TraefikRelease, prefix: string, http: Values): string[] {
  const redirection = redirectionOf(release, http);
  if (!redirection) return [];
  const target = release.ports.find(([name]) => name === redirection.to)?.[1] ?? {};
  return [
    `${prefix}.to=:${textAt(target, 'exposedPort')}`,
    ...(isSet(redirection, 'scheme') ? [`${prefix}.scheme=${textAt(redirection, 'scheme')}`] : []),
    ...(isSet(redirection, 'priority') ? [`${prefix}.priority=${textAt(redirection, 'priority')}`] : []),
    ...(redirection.permanent === undefined ? [] : [`${prefix}.permanent=${textAt(redirection, 'permanent')}`]),
  ];
}

function tlsArguments(prefix: string, port: Values, tls: Values): string[] {
  if (!isSet(tls, 'enabled')) return [];
  const domains = listAt(tls, 'domains').flatMap((domain, index) => {
    if (!isMap(domain)) return [];
    const at = `${prefix}.http.tls.domains[${index}]`;
    const sans = listAt(domain, 'sans');
    return [
      ...(isSet(domain, 'main') ? [`${at}.main=${textAt(domain, 'main')}`] : []),
      ...(sans.length > 0 ? [`${at}.sans=${sans.join(',')}`] : []),
    ];
  });
  const named = ['options', 'certResolver'].filter((field) => isSet(tls, field));
  const advertised = textAt(port, 'http3.advertisedPort');
  return [
    `${prefix}.http.tls=true`,
    ...named.map((field) => `${prefix}.http.tls.${field}=${textAt(tls, field)}`),
    ...domains,
    ...(isSet(port, 'http3.enabled') ? [`${prefix}.http3`] : []),
    ...(isSet(port, 'http3.enabled') && advertised ? [`${prefix}.http3.advertisedPort=${advertised}`] : []),
  ];
}

const trustArguments = (prefix: string, settings: Values): string[] => [
  ...(isSet(settings, 'trustedIPs') ? [`${prefix}.trustedIPs=${listAt(settings, 'trustedIPs').join(',')}`] : []),
  ...(isSet(settings, 'insecure') ? [`${prefix}.insecure`] : []),
];

const transportFields = [
  ...['respondingTimeouts.readTimeout', 'respondingTimeouts.writeTimeout', 'respondingTimeouts.idleTimeout'],
  ...['lifeCycle.requestAcceptGraceTimeout', 'lifeCycle.graceTimeOut', 'keepAliveMaxRequests', 'keepAliveMaxTime'],
];

const transportArguments = (prefix: string, settings: Values): string[] =>
  transportFields
    .filter((field) => textAt(settings, field) !== '')
    .map((field) => `${prefix}.${field}=${textAt(settings, field)}`);
