import type { Cookie, Observability, RouterTls } from '../model/dynamic-configuration.ts';
import { Refusal } from './servers.ts';

const prefix = 'traefik.ingress.kubernetes.io/';

export interface RouterAnnotations {
  readonly pathMatcher: string;
  readonly entryPoints: readonly string[];
  readonly middlewares: readonly string[];
  readonly priority: bigint;
  readonly ruleSyntax: string;
  readonly tls?: RouterTls;
  readonly observability: Observability;
}

export interface ServiceAnnotations {
  readonly serversScheme: string;
  readonly serversTransport: string;
  readonly passHostHeader: boolean;
  readonly middlewares: readonly string[];
  readonly cookie?: Cookie;
  readonly nativeLb?: boolean;
  readonly nodePortLb: boolean;
}

/** Keys below `router.` or `service.`, lower-case, to their values. */
function readKeys(
  annotations: Readonly<Record<string, string>> | undefined,
  root: 'router' | 'service',
): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [key, value] of Object.entries(annotations ?? {})) {
    if (!key.startsWith(prefix)) continue;
    const name = key.slice(prefix.length);
    const lower = name.toLowerCase();
    if (lower.startsWith(`${root}.`)) keys.set(lower.slice(root.length + 1), value);
  }
  return keys;
}

const routerKeys =
  /^(entrypoints|middlewares|priority|rulesyntax|pathmatcher|tls|tls\.(certresolver|options|domains\.\d+\.(main|sans))|observability|observability\.(accesslogs|metrics|tracing|traceverbosity))$/;
const serviceKeys =
  /^(serversscheme|serverstransport|passhostheader|nativelb|nodeportlb|middlewares|sticky|sticky\.cookie|sticky\.cookie\.(name|secure|samesite|httponly|maxage|path|domain))$/;

/** An unknown key refuses the whole object. Upstream: traefik/paerser parser/element_nodes.go. */
function checkKeys(keys: ReadonlyMap<string, string>, known: RegExp): void {
  for (const key of keys.keys()) {
    if (known.test(key)) continue;
    const parts = key.split('.');
    const bad = parts.find((_, depth) => !isKnownStart(parts.slice(0, depth + 1).join('.'), known)) ?? parts.at(-1)!;
    throw new Refusal(`field not found, node: ${bad}`);
  }
}

const samples = ['tls.certresolver', 'tls.domains.0.main', 'observability.metrics', 'sticky.cookie.name'];
const isKnownStart = (start: string, known: RegExp): boolean =>
  known.test(start) || samples.some((sample) => sample.startsWith(`${start}.`) && known.test(sample));

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function booleanOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false;
  throw new Refusal(`strconv.ParseBool: parsing "${text}": invalid syntax`);
}

function integerOf(text: string | undefined): bigint {
  if (text === undefined) return 0n;
  if (/^[+-]?\d+$/.test(text)) return BigInt(text);
  throw new Refusal(`strconv.ParseInt: parsing "${text}": invalid syntax`);
}

/** `router.*` annotations of an Ingress; refuses with upstream's words. Upstream: ingress/annotations.go parseRouterConfig. */
export function readRouterAnnotations(annotations: Readonly<Record<string, string>> | undefined): RouterAnnotations {
  const keys = readKeys(annotations, 'router');
  checkKeys(keys, routerKeys);
  const observability = Object.fromEntries(
    (['accessLogs', 'metrics', 'tracing'] as const).flatMap((name) => {
      const value = booleanOf(keys.get(`observability.${name.toLowerCase()}`));
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const verbosity = keys.get('observability.traceverbosity');
  return {
    pathMatcher: keys.get('pathmatcher') ?? 'PathPrefix',
    entryPoints: listOf(keys.get('entrypoints')),
    middlewares: listOf(keys.get('middlewares')),
    priority: integerOf(keys.get('priority')),
    ruleSyntax: keys.get('rulesyntax') ?? '',
    ...readTls(keys),
    observability: { ...observability, ...(verbosity ? { traceVerbosity: verbosity } : {}) },
  };
}

function readTls(keys: ReadonlyMap<string, string>): { tls?: RouterTls } {
  const below = [...keys.keys()].some((key) => key.startsWith('tls.'));
  if (!below && booleanOf(keys.get('tls')) !== true) return {};
  if (below && booleanOf(keys.get('tls')) === false) return {};
  const [options, certResolver] = [keys.get('tls.options'), keys.get('tls.certresolver')];
  const numbers = [...new Set([...keys.keys()].flatMap((key) => /^tls\.domains\.(\d+)\./.exec(key)?.[1] ?? []))].sort(
    (a, b) => Number(a) - Number(b),
  );
  const domains = numbers.map((number) => ({
    main: keys.get(`tls.domains.${number}.main`),
    sans: listOf(keys.get(`tls.domains.${number}.sans`)),
  }));
  return {
    tls: {
      ...(options ? { options } : {}),
      ...(certResolver ? { certResolver } : {}),
      ...(domains.length > 0 ? { domains } : {}),
    },
  };
}

/** `service.*` annotations of a Service. Upstream: ingress/annotations.go parseServiceConfig. */
export function readServiceAnnotations(annotations: Readonly<Record<string, string>> | undefined): ServiceAnnotations {
  const keys = readKeys(annotations, 'service');
  checkKeys(keys, serviceKeys);
  const sticky =
    [...keys.keys()].some((key) => key.startsWith('sticky.cookie.')) || keys.get('sticky.cookie') === 'true';
  return {
    serversScheme: keys.get('serversscheme') ?? '',
    serversTransport: keys.get('serverstransport') ?? '',
    passHostHeader: booleanOf(keys.get('passhostheader')) ?? true,
    middlewares: listOf(keys.get('middlewares')),
    ...(sticky ? { cookie: readCookie(keys) } : {}),
    nativeLb: booleanOf(keys.get('nativelb')),
    nodePortLb: booleanOf(keys.get('nodeportlb')) ?? false,
  };
}

function readCookie(keys: ReadonlyMap<string, string>): Cookie {
  const text = (name: string): string | undefined => keys.get(`sticky.cookie.${name}`);
  const maxAge = text('maxage');
  return {
    ...(text('name') ? { name: text('name')! } : {}),
    ...(booleanOf(text('secure')) ? { secure: true } : {}),
    ...(booleanOf(text('httponly')) ? { httpOnly: true } : {}),
    ...(text('samesite') ? { sameSite: text('samesite')! } : {}),
    ...(maxAge ? { maxAge: Number(integerOf(maxAge)) } : {}),
    path: text('path') ?? '/',
    ...(text('domain') ? { domain: text('domain')! } : {}),
  };
}
