import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { buildConfiguration } from '../model/build-configuration.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { indexObjects } from '../read-objects.ts';
import { answerInternal } from './answer-api.ts';
import { apiResponse } from './endpoints.ts';

/** What Traefik 3.7.9's API answered over these objects. */
const recorded = JSON.parse(readFileSync(new URL('../cases/objects-3.7.9.json', import.meta.url), 'utf8')) as {
  readonly arguments: readonly string[];
  readonly objects: readonly UnknownObject[];
  readonly answers: readonly {
    readonly path: string;
    readonly query: string;
    readonly body: string;
    readonly nextPage?: string | null;
  }[];
};
const configuration = buildConfiguration(readStaticConfiguration(recorded.arguments), indexObjects(recorded.objects));
const context = { configuration, version: '3.7.9', startedAt: Date.UTC(2026, 0, 1), now: Date.UTC(2026, 0, 1) };
const ask = (path: string, query = '') => apiResponse(path, new URLSearchParams(query), context);

describe('the API', () => {
  it.each(recorded.answers.map((answer) => [`${answer.path}?${answer.query}`, answer] as const))(
    'answers %s as Traefik 3.7.9 did',
    (_, { path, query, body, nextPage }) => {
      const response = ask(path, query)!;
      expect(JSON.parse(response.body)).toEqual(JSON.parse(body));
      if (nextPage) expect(response.headers).toContainEqual(['X-Next-Page', nextPage]);
    },
  );

  it('writes raw data to the byte as Traefik does, 64-bit priorities exact', () => {
    const raw = ask('/api/rawdata')!.body;
    expect(raw).toBe(recorded.answers[0]!.body);
    expect(raw).toContain('"priority":9223372036854775806');
    expect(ask('/api/http/routers/api%40internal')!.body).toContain('"priorityStr":"9223372036854775806"');
  });

  it.each([
    ['/api/http/routers/x@y', 404, '{"message":"router not found: x@y"}\n'],
    ['/api/http/services/x@y', 404, '{"message":"service not found: x@y"}\n'],
    ['/api/http/middlewares/x@y', 404, '{"message":"middleware not found: x@y"}\n'],
    ['/api/entrypoints/nope', 404, '{"message":"entry point not found: nope"}\n'],
    ['/api/udp/services/x@y', 404, '{"message":"service not found: x@y"}\n'],
    ['/api/tcp/middlewares', 200, '[]\n'],
  ])('answers %s with %d', (path, status, body) => {
    expect(ask(path)).toMatchObject({ status, body });
  });

  it.each([
    ['per_page=x', '{"message":"invalid request: per_page: 0"}\n'],
    ['page=-1', '{"message":"invalid request: page: -1"}\n'],
    ['page=1000', '{"message":"invalid request: page: 1000, per_page: 100"}\n'],
  ])('refuses the page %s', (query, body) => {
    expect(ask('/api/http/routers', query)).toMatchObject({ status: 400, body });
  });

  it('searches, narrows and sorts', () => {
    const names = (query: string) =>
      JSON.parse(ask('/api/http/routers', query)!.body).map(({ name }: { name: string }) => name);
    expect(names('search=PLAIN')).toEqual(['a-plain-f13466db4e4426b3038a@kubernetescrd']);
    expect(names('status=enabled&sortBy=priority&direction=desc').slice(0, 2)).toEqual([
      'prometheus@internal',
      'ping@internal',
    ]);
    expect(names('serviceName=dashboard@internal')).toEqual(['dashboard@internal']);
    expect(names('middlewareName=dashboard_redirect@internal')).toEqual(['dashboard@internal']);
  });

  it('tells its version', () => {
    expect(JSON.parse(ask('/api/version')!.body)).toEqual({
      Version: '3.7.9',
      Codename: 'langres',
      startDate: '2026-01-01T00:00:00.000Z',
    });
  });
});

describe('an internal service', () => {
  const get = (service: string, path: string) =>
    answerInternal(service, { method: 'GET', path, query: undefined, headers: new Map() }, context);

  it.each([
    ['api@internal', '/dashboard/', 200],
    ['api@internal', '/dashboard', 404],
    ['api@internal', '/', 302],
    ['api@internal', '/api/nope', 404],
    ['dashboard@internal', '/', 200],
    ['ping@internal', '/anything', 200],
    ['acme-http@internal', '/.well-known/acme-challenge/x', 404],
  ])('%s answers %s with %d', (service, path, status) => {
    expect(get(service, path).status).toBe(status);
  });

  it('names itself on the dashboard page, and escapes what objects say', () => {
    const { body } = get('api@internal', '/dashboard/');
    expect(body).toContain('as Gatehouse models it');
    expect(body).toContain('Host(`many.example.org`) &#38;&#38; PathPrefix(`/x`)');
  });
});
