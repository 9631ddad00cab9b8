import { compileGoRegexp, type GoRegexp } from '../../../core/go-regexp.ts';
import { answer, type Exchange, next, plainError, type ResponseEdit, type Verdict } from '../decision/exchange.ts';
import { canonicalHeader, headerOf } from '../decision/request.ts';
import { admitsAll } from './kit/let-through.ts';
import { isTrue, numberOf, type Options, pairsOf, textOf, textsOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

const corsOptions =
  'accessControlAllowHeaders accessControlAllowMethods accessControlAllowOriginList accessControlAllowOriginListRegex accessControlExposeHeaders'.split(
    ' ',
  );
const secureTexts: readonly (readonly [string, string])[] = [
  ['customFrameOptionsValue', 'X-Frame-Options'],
  ['customBrowserXSSValue', 'X-XSS-Protection'],
  ['contentSecurityPolicy', 'Content-Security-Policy'],
  ['contentSecurityPolicyReportOnly', 'Content-Security-Policy-Report-Only'],
  ['publicKey', 'Public-Key-Pins'],
  ['referrerPolicy', 'Referrer-Policy'],
  ['permissionsPolicy', 'Permissions-Policy'],
];
const secureSwitches =
  'stsIncludeSubdomains stsPreload forceSTSHeader frameDeny contentTypeNosniff browserXssFilter isDevelopment'.split(
    ' ',
  );

const hasCors = (options: Options): boolean =>
  isTrue(options, 'accessControlAllowCredentials') ||
  isTrue(options, 'addVaryHeader') ||
  numberOf(options, 'accessControlMaxAge') !== undefined ||
  corsOptions.some((name) => textsOf(options, name).length > 0);
const hasCustom = (options: Options): boolean =>
  ['customRequestHeaders', 'customResponseHeaders'].some((name) => pairsOf(options, name).length > 0);
const hasSecure = (options: Options): boolean =>
  numberOf(options, 'stsSeconds') !== undefined ||
  textsOf(options, 'allowedHosts').length > 0 ||
  textsOf(options, 'hostsProxyHeaders').length > 0 ||
  pairsOf(options, 'sslProxyHeaders').length > 0 ||
  secureTexts.some(([name]) => textOf(options, name) !== '') ||
  secureSwitches.some((name) => isTrue(options, name));

/** Sets, changes and checks headers. */
export const headers = {
  type: 'headers',
  source: 'pkg/middlewares/headers/header.go',
  does: 'custom headers, CORS with preflights, security headers, allowed hosts',
  build: (options) => {
    const [custom, cors, secure] = [hasCustom(options), hasCors(options), hasSecure(options)];
    if (!custom && !cors && !secure) return { problem: 'headers configuration not valid' };
    const compiled = textsOf(options, 'accessControlAllowOriginListRegex').map(compileGoRegexp);
    const bad = compiled.find((candidate) => 'problem' in candidate);
    if (bad && 'problem' in bad) return { problem: `error occurred during origin parsing: ${bad.problem}` };
    const regexps = compiled.flatMap((candidate) => ('regexp' in candidate ? [candidate.regexp] : []));
    const match = (origin: string): string | undefined => matchOrigin(options, regexps, origin);
    return { handle: (exchange) => change(exchange, options, { custom, cors, secure }, match) };
  },
  admits: admitsAll,
  examples: [
    { says: 'lets requests pass', options: { frameDeny: true }, gives: 'passes' },
    {
      says: 'answers a preflight itself',
      options: { accessControlAllowMethods: ['GET'], accessControlAllowOriginList: ['*'] },
      request: {
        method: 'OPTIONS',
        headers: { Origin: 'https://b.example.org', 'Access-Control-Request-Method': 'GET' },
      },
      gives: 200,
    },
    { says: 'refuses hosts that are not allowed', options: { allowedHosts: ['b.example.org'] }, gives: 500 },
    { says: 'needs something to do', options: {}, gives: { problem: 'headers configuration not valid' } },
  ],
} as const satisfies MiddlewareModel;

/** Upstream: pkg/middlewares/headers/{headers,header,secure}.go, unrolled/secure. */
function change(
  exchange: Exchange,
  options: Options,
  { custom, cors, secure }: Readonly<Record<'custom' | 'cors' | 'secure', boolean>>,
  match: (origin: string) => string | undefined,
): Verdict {
  const preflight = cors ? preflightAnswer(options, exchange, match) : undefined;
  if (preflight) return preflight;
  const origin = headerOf(exchange.headers, 'Origin');
  for (const [name, value] of pairsOf(options, 'customRequestHeaders')) changeRequest(exchange, name, value);
  const refused = secure ? checkHost(options, exchange) : undefined;
  if (refused) return refused;
  const edits = [
    secure ? secureEdit(options, exchange.tls) : undefined,
    custom || cors ? responseEdit(options, match(origin)) : undefined,
  ];
  return next('headers are set', (set) => {
    for (const edit of edits) edit?.(set);
  });
}

function changeRequest(exchange: Exchange, name: string, value: string): void {
  const key = canonicalHeader(name);
  if (value === '') exchange.headers.delete(key);
  else if (key === 'Host') exchange.host = value;
  else exchange.headers.set(key, [value]);
}

function matchOrigin(options: Options, regexps: readonly GoRegexp[], origin: string): string | undefined {
  for (const item of textsOf(options, 'accessControlAllowOriginList')) {
    if (item === origin) return item;
    if (item === '*') return isTrue(options, 'accessControlAllowCredentials') ? origin : item;
  }
  return regexps.some((regexp) => regexp.matches(origin)) ? origin : undefined;
}

/** Allowed headers or methods: `*` with credentials echoes what was asked for. */
function allowed(options: Options, name: string, asked: string): string {
  const list = textsOf(options, name);
  return list.includes('*') && isTrue(options, 'accessControlAllowCredentials') ? asked : list.join(',');
}

function preflightAnswer(
  options: Options,
  exchange: Exchange,
  match: (origin: string) => string | undefined,
): Verdict | undefined {
  const method = headerOf(exchange.headers, 'Access-Control-Request-Method');
  const origin = headerOf(exchange.headers, 'Origin');
  if (method === '' || origin === '' || exchange.method !== 'OPTIONS') return undefined;
  const maxAge = numberOf(options, 'accessControlMaxAge');
  const headers: (readonly [string, string])[] = [
    ['Access-Control-Allow-Credentials', isTrue(options, 'accessControlAllowCredentials') ? 'true' : ''],
    [
      'Access-Control-Allow-Headers',
      allowed(options, 'accessControlAllowHeaders', headerOf(exchange.headers, 'Access-Control-Request-Headers')),
    ],
    ['Access-Control-Allow-Methods', allowed(options, 'accessControlAllowMethods', method)],
    ['Access-Control-Allow-Origin', match(origin) ?? ''],
    ['Access-Control-Max-Age', maxAge === undefined ? '' : String(maxAge)],
    ['Access-Control-Expose-Headers', exposed(options)],
    ['Content-Length', '0'],
  ];
  return answer(
    200,
    'a CORS preflight is answered by Traefik itself',
    '',
    headers.filter(([, value]) => value !== ''),
  );
}

function exposed(options: Options): string {
  const list = textsOf(options, 'accessControlExposeHeaders');
  return list.includes('*') && isTrue(options, 'accessControlAllowCredentials') ? '' : list.join(',');
}

function responseEdit(options: Options, origin: string | undefined): ResponseEdit {
  return (headers) => {
    for (const [name, value] of pairsOf(options, 'customResponseHeaders')) {
      if (value === '') headers.delete(canonicalHeader(name));
      else headers.set(canonicalHeader(name), [value]);
    }
    if (origin !== undefined) headers.set('Access-Control-Allow-Origin', [origin]);
    if (isTrue(options, 'accessControlAllowCredentials')) headers.set('Access-Control-Allow-Credentials', ['true']);
    if (exposed(options) !== '') headers.set('Access-Control-Expose-Headers', [exposed(options)]);
    const vary = headers.get('Vary')?.[0] ?? '';
    if (isTrue(options, 'addVaryHeader') && vary !== 'Origin')
      headers.set('Vary', [vary === '' ? 'Origin' : `${vary},Origin`]);
  };
}

function checkHost(options: Options, exchange: Exchange): Verdict | undefined {
  const hosts = textsOf(options, 'allowedHosts');
  if (hosts.length === 0 || isTrue(options, 'isDevelopment')) return undefined;
  const proxied = textsOf(options, 'hostsProxyHeaders').map((name) =>
    headerOf(exchange.headers, canonicalHeader(name)),
  );
  const host = proxied.find((value) => value !== '') ?? exchange.host;
  if (hosts.some((candidate) => candidate.toLowerCase() === host.toLowerCase())) return undefined;
  return plainError(500, `host ${host} is not in allowedHosts`, 'Bad Host');
}

function secureEdit(options: Options, tls: boolean): ResponseEdit {
  const set: [string, string][] = [];
  const seconds = numberOf(options, 'stsSeconds') ?? 0;
  if (seconds !== 0 && !isTrue(options, 'isDevelopment') && (tls || isTrue(options, 'forceSTSHeader'))) {
    const extras = `${isTrue(options, 'stsIncludeSubdomains') ? '; includeSubDomains' : ''}${isTrue(options, 'stsPreload') ? '; preload' : ''}`;
    set.push(['Strict-Transport-Security', `max-age=${seconds}${extras}`]);
  }
  if (isTrue(options, 'frameDeny')) set.push(['X-Frame-Options', 'DENY']);
  if (isTrue(options, 'contentTypeNosniff')) set.push(['X-Content-Type-Options', 'nosniff']);
  if (isTrue(options, 'browserXssFilter')) set.push(['X-XSS-Protection', '1; mode=block']);
  for (const [name, header] of secureTexts) if (textOf(options, name) !== '') set.push([header, textOf(options, name)]);
  return (headers) => {
    for (const [name, value] of set) headers.set(canonicalHeader(name), [value]);
  };
}
