import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { answerInternal } from '../api/answer-api.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { chartArguments, make } from '../test-objects.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { type AuthRequest, targetOf } from './exchange.ts';
import { headersOf } from './request.ts';

interface Exchanged {
  readonly request: {
    readonly method: string;
    readonly host: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly from: string;
  };
  readonly answer: { readonly status: number; readonly headers: Record<string, string>; readonly body?: string };
  readonly seen?: { readonly method: string; readonly url: string; readonly headers: Record<string, string> };
  readonly auth?: { readonly method: string; readonly url: string; readonly headers: Record<string, string> };
}

/** What Traefik 3.7.9 answered to these requests over these objects, its server echoing what it was asked. */
const recorded = JSON.parse(readFileSync(new URL('../cases/requests-3.7.9.json', import.meta.url), 'utf8')) as {
  readonly arguments: readonly string[];
  readonly objects: readonly UnknownObject[];
  readonly exchanges: readonly Exchanged[];
};

const flat = (headers: Iterable<readonly [string, readonly string[]]>): Record<string, string> =>
  Object.fromEntries([...headers].map(([name, values]) => [name, values.join(', ')]).sort());

function authAnswer(request: AuthRequest) {
  const uri = request.headers.get('X-Forwarded-Uri')?.[0] ?? '';
  const text = (body: string) => new TextEncoder().encode(body);
  if (request.url.startsWith('http://127.0.0.1:1/')) return undefined;
  if (uri.startsWith('/deny')) return { status: 403, headers: headersOf([['X-Why', 'no']]), body: text('denied') };
  if (uri.startsWith('/go')) return { status: 302, headers: headersOf([['Location', '/login']]), body: text('go') };
  return { status: 200, headers: headersOf([['X-Auth-User', 'jo']]), body: text('') };
}

/** The exchange as the model has it, in the shape of the record. */
function play(configuration: Configuration, { request }: Exchanged): Omit<Exchanged, 'request'> {
  const sent = headersOf(Object.entries(request.headers));
  let decision: Decision = decide(configuration, {
    entryPoint: 'web',
    method: request.method,
    host: request.host,
    target: request.path,
    headers: sent,
    remoteAddress: request.from,
    tls: false,
  });
  let auth: Exchanged['auth'];
  if (decision.pending) {
    const asked = decision.pending.request;
    auth = { method: asked.method, url: asked.url.replace(/^http:\/\/[^/]*/, ''), headers: flat(asked.headers) };
    decision = decision.pending.resume(authAnswer(asked));
  }
  const { outcome, forward } = decision;
  if (!forward) {
    const body = typeof outcome.body === 'string' ? outcome.body : new TextDecoder().decode(outcome.body);
    return {
      answer: { status: outcome.status ?? 0, headers: Object.fromEntries(outcome.headers), body },
      ...(auth ? { auth } : {}),
    };
  }
  const back = new Map<string, string[]>();
  if (forward.plan.kind === 'internal') {
    const given = answerInternal(forward.plan.name, forward.exchange, {
      configuration,
      version: '3.7.9',
      startedAt: 0,
      now: 0,
    });
    return { answer: { status: given.status, headers: Object.fromEntries(given.headers), body: given.body } };
  }
  back.set('Server', ['echo']);
  for (const edit of forward.edits.toReversed()) edit(back);
  const { exchange } = forward;
  const headers = new Map(exchange.headers);
  const prior = headers.get('X-Forwarded-For');
  headers.set('X-Forwarded-For', [...(prior ?? []), exchange.remoteAddress]);
  headers.set('Host', [
    forward.plan.kind === 'servers' && forward.plan.passHostHeader ? exchange.host : 'localhost:29900',
  ]);
  headers.delete('X-Forwarded-Server');
  headers.delete('Proxy-Authorization');
  return {
    answer: { status: 200, headers: flat(back) },
    seen: { method: exchange.method, url: targetOf(exchange), headers: flat(headers) },
    ...(auth ? { auth } : {}),
  };
}

/** Without what the connection decides. */
const sortedHeaders = ({ 'Content-Length': _, ...headers }: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).sort());

describe('requests as Traefik 3.7.9 answered them', () => {
  const configuration = buildConfiguration(readStaticConfiguration(recorded.arguments), indexObjects(recorded.objects));
  it.each(
    recorded.exchanges.map(
      (exchange) =>
        [
          `${exchange.request.method} ${exchange.request.host}${exchange.request.path} from ${exchange.request.from} ${JSON.stringify(exchange.request.headers)}`,
          exchange,
        ] as const,
    ),
  )('%s', (_, exchange) => {
    const played = play(configuration, exchange);
    const { answer, seen, auth } = exchange;
    expect({ status: played.answer.status, headers: sortedHeaders(played.answer.headers) }).toEqual({
      status: answer.status,
      headers: sortedHeaders(answer.headers),
    });
    if (answer.body !== undefined) expect(played.answer.body).toBe(answer.body);
    expect(played.seen && { ...played.seen, headers: sortedHeaders(played.seen.headers) }).toEqual(
      seen && { ...seen, headers: sortedHeaders(seen.headers) },
    );
    if (auth) {
      const { 'X-Forwarded-Server': __, 'User-Agent': ___, ...own } = played.auth?.headers ?? {};
      const { 'User-Agent': ____, ...theirs } = auth.headers;
      expect({ ...played.auth, headers: own }).toEqual({ ...auth, headers: sortedHeaders(theirs) });
    }
  });
});

describe('a decision', () => {
  const objects = [
    make.service('hello'),
    make.slice('hello', ['10.42.0.1']),
    make.route('one', 'Host(`tie.example.org`) && PathPrefix(`/a`)'),
    make.route('two', 'Host(`tie.example.org`) && PathPrefix(`/`) '),
  ];
  const configuration = buildConfiguration(readStaticConfiguration(chartArguments), indexObjects(objects));
  const ask = (path: string, host = 'tie.example.org') =>
    decide(configuration, {
      entryPoint: 'web',
      method: 'GET',
      host,
      target: path,
      headers: new Map(),
      remoteAddress: '192.168.88.7',
      tls: false,
    });

  it('reports routers of equal rank as a set instead of picking one silently', () => {
    const decision = ask('/a');
    expect(decision.ambiguous).toHaveLength(2);
    expect(decision.ambiguous).toContain(decision.outcome.router);
    expect(decision.hops.find(({ at }) => at === 'router')?.reason).toMatch(
      /^equal priority 43: .* or .*, upstream leaves open which$/,
    );
    expect(ask('/b').ambiguous).toBeUndefined();
  });

  it('tells each hop with its reason and the upstream file behind it', () => {
    const { hops } = ask('/b');
    expect(hops.map(({ at }) => at)).toEqual(['entry-point', 'router', 'service']);
    expect(hops.every(({ reason, source }) => reason !== '' && source.startsWith('pkg/'))).toBe(true);
  });

  it('of a weighted service names the servers of all children, and the share that gets 503', () => {
    const services = [
      { name: 'hello', port: 80, weight: 3 },
      { name: 'empty', port: 80 },
      { name: 'other', port: 80 },
    ];
    const weighted = buildConfiguration(
      readStaticConfiguration(chartArguments),
      indexObjects([
        ...objects,
        make.service('empty'),
        make.service('other'),
        make.slice('other', ['10.42.0.7']),
        make.route('w', 'Host(`w.example.org`)', { route: { services } }),
      ]),
    );
    const { outcome, hops } = decide(weighted, {
      entryPoint: 'web',
      method: 'GET',
      host: 'w.example.org',
      target: '/',
      headers: new Map(),
      remoteAddress: '1.1.1.1',
      tls: false,
    });
    expect(outcome.servers).toEqual(['http://10.42.0.1:8080', 'http://10.42.0.7:8080']);
    expect(hops.find(({ at }) => at === 'service')?.reason).toBe(
      'weights: apps-hello-80@kubernetescrd 3, apps-empty-80@kubernetescrd 1 (no server: its share is answered 503), apps-other-80@kubernetescrd 1',
    );
  });

  it('says that an entry point is not there', () => {
    const decision = decide(configuration, {
      entryPoint: 'nope',
      method: 'GET',
      host: 'x',
      target: '/',
      headers: new Map(),
      remoteAddress: '1.1.1.1',
      tls: false,
    });
    expect(decision.outcome).toMatchObject({ allowed: false, unknown: 'there is no entry point nope' });
  });

  it('finds each of a thousand routers by its host', () => {
    const many = Array.from({ length: 1000 }, (_, i) =>
      make.route(`r${i}`, `Host(\`h${i}.example.org\`) && PathPrefix(\`/p\`)`),
    );
    const large = buildConfiguration(readStaticConfiguration(chartArguments), indexObjects([...objects, ...many]));
    const found = Array.from({ length: 1000 }, (_, i) =>
      decide(large, {
        entryPoint: 'web',
        method: 'GET',
        host: `h${i}.example.org`,
        target: '/p/x',
        headers: new Map(),
        remoteAddress: '192.168.88.7',
        tls: false,
      }),
    );
    expect(new Set(found.map(({ outcome }) => outcome.router)).size).toBe(1000);
  });
});
