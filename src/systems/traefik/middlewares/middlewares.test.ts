import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../decision/exchange.ts';
import { middlewareModels } from './index.ts';
import { buildChain, MiddlewareProblem } from './kit/build-chain.ts';
import type { MiddlewareExample } from './middleware.ts';

const system = join(process.cwd(), 'src/systems/traefik');
const models = [...middlewareModels.values()];
const examples = models.flatMap((model) =>
  (model.examples as readonly MiddlewareExample[]).map((each) => [model.type, each.says, each] as const),
);

const exchangeOf = ({ headers = {}, ...changes }: NonNullable<MiddlewareExample['request']> = {}): Exchange => ({
  method: 'GET',
  host: 'a.example.org',
  path: '/x',
  query: undefined,
  remoteAddress: '192.0.2.1',
  tls: false,
  ...changes,
  headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
});

/** What becomes of an exchange, and of the middleware if it cannot be built. */
function outcomeOf(type: string, { options }: MiddlewareExample, exchange: Exchange): MiddlewareExample['gives'] {
  try {
    const configs = new Map([['m@k', { types: new Map([[type, options]]) }]]);
    for (const middleware of buildChain(['m'], 'k', { configs, buildService: () => undefined })) {
      const verdict = middleware.handle(exchange);
      if (verdict.kind !== 'next')
        return { answer: verdictStatus(verdict), ask: 'asks', unknown: 'unknown' }[
          verdict.kind
        ] as MiddlewareExample['gives'];
    }
    return 'passes';
  } catch (thrown) {
    if (!(thrown instanceof MiddlewareProblem)) throw thrown;
    return { problem: thrown.message };
  }
}

const verdictStatus = (verdict: object): number => ('status' in verdict ? Number(verdict.status) : 0);

/** Types a Middleware object may have by the CRD of a version of the chart. */
function typesOfCrd(file: string): readonly string[] {
  const text = readFileSync(join(system, 'crds', file), 'utf8');
  const crds = JSON.parse(text) as { readonly [i: string]: Crd };
  const crd = Object.values(crds).find(({ spec }) => spec?.names?.kind === 'Middleware');
  return Object.keys(crd?.spec?.versions?.[0]?.schema?.openAPIV3Schema.properties.spec.properties ?? {});
}

interface Crd {
  readonly spec?: {
    readonly names?: { readonly kind?: string };
    readonly versions?: readonly {
      readonly schema?: {
        readonly openAPIV3Schema: { readonly properties: { readonly spec: { readonly properties: object } } };
      };
    }[];
  };
}

describe('the middlewares', () => {
  it('are those of the folder, each in a file of its name', () => {
    const files = readdirSync(join(system, 'middlewares'))
      .filter((name) => /^[a-z0-9-]+\.ts$/.test(name) && !['index.ts', 'middleware.ts'].includes(name))
      .map((name) => name.slice(0, -3).replaceAll('-', ''));
    expect(models.map(({ type }) => type.toLowerCase()).sort()).toEqual(files.sort());
  });

  it.each(['33.2.1.json', '37.4.0.json', '41.3.0.json'])('are all that the CRD of chart %s knows', (file) => {
    const types = typesOfCrd(file);
    expect(types.length).toBeGreaterThan(20);
    expect(types.filter((type) => !middlewareModels.has(type))).toEqual([]);
  });

  it.each(models)('$type says where it is from and what is modelled, and has an example', (model) => {
    expect(model.source).toMatch(/^pkg\/.+\.go$/);
    expect(model.does).not.toBe('');
    expect(model.examples).not.toEqual([]);
  });

  it('are told apart by nobody else', () => {
    const types = models.map(({ type }) => type).join('|');
    const branch = new RegExp(`(?:[!=]==|\\bcase|includes\\(|\\bhas\\()\\s*'(?:${types})'|'(?:${types})' in `);
    const told = readdirSync(system, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('middlewares'))
      .filter((name) => branch.test(readFileSync(join(system, name), 'utf8')));
    expect(told).toEqual([]);
    expect(branch.test("type === 'chain'")).toBe(true);
  });

  it('that are read one after the other have places of their own', () => {
    const places = models.flatMap(({ crd }) => crd?.place ?? []);
    expect(new Set(places).size).toBe(places.length);
  });

  it.each(examples)('%s %s', (type, _, example) => {
    const exchange = exchangeOf(example.request);
    expect(outcomeOf(type, example, exchange)).toEqual(example.gives);
    if (example.path !== undefined) expect(exchange.path).toBe(example.path);
  });

  it.each(models.filter(({ build, admits }) => admits && build))(
    '$type promises what it decides of a stranger',
    ({ type, admits, examples: own }) => {
      for (const example of own as readonly MiddlewareExample[]) {
        const { request, gives, options } = example;
        if (request?.headers || typeof gives === 'object' || gives === 'unknown') continue;
        const exchange = exchangeOf(request);
        const admission = admits?.(options, exchange);
        if (admission?.kind === 'ends') expect([...admission.status, 'passes'], type).toContain(gives);
        if (admission?.kind === 'list') expect([admission.status, 'passes'], type).toContain(gives);
      }
    },
  );
});
