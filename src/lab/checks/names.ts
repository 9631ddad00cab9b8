import type { LabPath } from '../lab-problem.ts';
import { privateEnding } from '../public-names.ts';
import type { Lab } from '../schema.ts';
import { duplicates } from './duplicates.ts';
import type { LabCheck } from './lab-check.ts';

interface NamedHost {
  readonly host: string;
  readonly owner: string;
  readonly path: LabPath;
}

/** Hosts that are served over TLS. */
function tlsHosts(lab: Lab): NamedHost[] {
  const { dashboard } = lab.ingress;
  return [
    ...(dashboard ? [{ host: dashboard.host, owner: 'the dashboard', path: ['ingress', 'dashboard', 'host'] }] : []),
    ...lab.apps.flatMap((app, i) =>
      app.tls ? app.hosts.map((host, j) => ({ host, owner: `app ${app.name}`, path: ['apps', i, 'hosts', j] })) : [],
    ),
  ];
}

/** Whether a certificate for the domain holds for the host: a wildcard stands for exactly one label (RFC 6125 §6.4.3). */
export function covers(domain: string, host: string): boolean {
  if (!domain.startsWith('*.')) return domain === host;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot + 1) === domain.slice(2);
}

const hostNotCertified: LabCheck = {
  code: 'host-not-certified',
  severity: 'error',
  summary: 'A host is served over TLS, and no domain of the certificate covers it.',
  why: 'a wildcard stands for one label only (RFC 6125 §6.4.3); for other names the gate shows a certificate that clients refuse',
  check: (lab) => {
    const { domains } = lab.certificates;
    return tlsHosts(lab)
      .filter(({ host }) => !domains.some((domain) => covers(domain, host)))
      .map(({ host, owner, path }) => ({
        path,
        message: `${host} of ${owner} is not covered by the certificate: ${domains.join(', ')}`,
        hint: `add ${suggestion(host, domains)} to certificates.domains${reason(host, domains)}`,
      }));
  },
};

const suggestion = (host: string, domains: readonly string[]) =>
  domains.some((domain) => host.endsWith(domain.slice(1)) && domain.startsWith('*.') && host !== domain.slice(2))
    ? `"*.${host.slice(host.indexOf('.') + 1)}" or "${host}"`
    : `"${host}"`;

function reason(host: string, domains: readonly string[]): string {
  const wildcard = domains.find(
    (domain) => domain.startsWith('*.') && (host.endsWith(domain.slice(1)) || host === domain.slice(2)),
  );
  if (!wildcard) return '';
  return host === wildcard.slice(2)
    ? ` (${wildcard} does not hold for ${host} itself)`
    : ` (${wildcard} stands for one label only)`;
}

const wildcardNeedsDns01: LabCheck = {
  code: 'wildcard-needs-dns01',
  severity: 'error',
  summary: 'A wildcard certificate is asked for over HTTP-01.',
  why: 'ACME authorities sign wildcards only when proven by DNS-01 (Let’s Encrypt, Challenge Types)',
  check: (lab) =>
    lab.certificates.issuer.type !== 'acme-http01'
      ? []
      : lab.certificates.domains.flatMap((domain, i) =>
          domain.startsWith('*.')
            ? [
                {
                  path: ['certificates', 'domains', i],
                  message: `${domain} cannot be proven over HTTP-01`,
                  hint: 'set issuer.type to acme-dns01-cloudflare, or list each host',
                },
              ]
            : [],
        ),
};

const domainNotPublic: LabCheck = {
  code: 'domain-not-public',
  severity: 'error',
  summary: 'A public authority is asked to sign a name that no public DNS has.',
  why: 'public authorities sign only names under public suffixes (CA/Browser Forum Baseline Requirements §4.2.2)',
  check: (lab) =>
    lab.certificates.issuer.type === 'internal-ca'
      ? []
      : lab.certificates.domains.flatMap((domain, i) => {
          const ending = privateEnding(domain);
          if (!ending) return [];
          return [
            {
              path: ['certificates', 'domains', i],
              message: `${domain}: no public authority signs names that end in .${ending}`,
              hint: 'use a domain you own, or issuer.type: internal-ca',
            },
          ];
        }),
};

const duplicateAppName: LabCheck = {
  code: 'duplicate-app-name',
  severity: 'error',
  summary: 'Two apps have the same name.',
  why: 'the name is the folder and the namespace of the app: the second would overwrite the first',
  check: (lab) =>
    duplicates(lab.apps, (app) => [app.name]).map(({ key, index, first }) => ({
      path: ['apps', index, 'name'],
      message: `app ${key} is named twice: apps[${first}] and apps[${index}]`,
      hint: 'give each app a name of its own',
    })),
};

const duplicatePoolName: LabCheck = {
  code: 'duplicate-pool-name',
  severity: 'error',
  summary: 'Two pools have the same name.',
  why: 'the second would replace the first: both become the IPAddressPool of that name',
  check: (lab) =>
    duplicates(lab.addresses.pools, (pool) => [pool.name]).map(({ key, index, first }) => ({
      path: ['addresses', 'pools', index, 'name'],
      message: `pool ${key} is named twice: pools[${first}] and pools[${index}]`,
      hint: 'join their addresses in one pool, or rename one',
    })),
};

const routeTwice: LabCheck = {
  code: 'route-twice',
  severity: 'error',
  summary: 'A host and path lead to two apps.',
  why: 'two routers of equal rule have equal priority, and which of them gets a request is left open (traefik pkg/muxer/http)',
  check: (lab) =>
    duplicates(lab.apps, (app) => app.hosts.map((host) => `${host}${app.path}`)).map(({ key, index, first }) => ({
      path: [
        'apps',
        index,
        'hosts',
        lab.apps[index]!.hosts.findIndex((host) => `${host}${lab.apps[index]!.path}` === key),
      ],
      message: `${key} leads to app ${lab.apps[first]!.name} and to app ${lab.apps[index]!.name}`,
      hint: 'give one of them another host or path',
    })),
};

const hostOnTwoAddresses: LabCheck = {
  code: 'host-on-two-addresses',
  severity: 'warning',
  summary: 'An app has the host of the dashboard, which has an address of its own.',
  why: 'a name leads to one address: clients would reach either the gate or the dashboard',
  check: (lab) => {
    const host = lab.ingress.dashboard?.host;
    return lab.apps.flatMap((app, i) =>
      host !== undefined && app.hosts.includes(host)
        ? [
            {
              path: ['apps', i, 'hosts', app.hosts.indexOf(host)],
              message: `${host} is the dashboard's host too, at another address than the gate`,
              hint: 'give the dashboard a host of its own',
            },
          ]
        : [],
    );
  },
};

/** Names of apps, hosts and pools. */
export const nameChecks: readonly LabCheck[] = [
  hostNotCertified,
  wildcardNeedsDns01,
  domainNotPublic,
  duplicateAppName,
  duplicatePoolName,
  routeTwice,
  hostOnTwoAddresses,
];
