import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { readEntry } from './chart-index.ts';
import { chartKey, chartSourceOf } from './chart-source.ts';
import { cutEntry } from './cut-entry.ts';
import { findPulledChart, listChartVersions, listPulledVersions, pullChart } from './pull-chart.ts';
import { digestOf } from './pull-manifest.ts';
import { putChart, putImage, type Respond, type Shelf, serveOnLoopback, shelved, testClient } from './test-registry.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function serve(respond: Respond) {
  const server = await serveOnLoopback(respond);
  const client = testClient();
  open.push(server, client);
  return { ...server, client };
}

const archive = Buffer.from('an archive');
const indexOf = (digest: string | undefined, url = 'charts/app-1.2.0.tgz') => `apiVersion: v1
entries:
  app:
  - apiVersion: v2
    name: app
    version: 1.2.0
    ${digest === undefined ? 'home: x' : `digest: ${digest}`}
    urls:
    - ${url}
  - {name: app, version: 1.10.0, urls: []}
  - name: app
    version: 1.1.0+build.1
    urls: [https://example.org/app-1.1.0.tgz]
generated: "2026-01-01T00:00:00Z"
`;

/** A repository under /repo, whose archive stands beside its index. */
const repository =
  (index: string): Respond =>
  ({ path, headers }, response) => {
    if (path === '/repo/index.yaml' && headers['if-none-match'] === '"1"') return void response.writeHead(304).end();
    if (path === '/repo/index.yaml') return void response.writeHead(200, { etag: '"1"' }).end(index);
    if (path === '/repo/charts/app-1.2.0.tgz') return void response.end(archive);
    response.writeHead(404).end();
  };

const hex = digestOf(archive).slice('sha256:'.length);

describe('a repository with an index', () => {
  test('lists the versions that can be had, in its order', async () => {
    const { host, client } = await serve(repository(indexOf(hex)));
    const source = { type: 'http', url: `http://${host}/repo/`, name: 'app' } as const;
    expect(await listChartVersions(source, client)).toEqual(['1.2.0', '1.1.0+build.1']);
    expect(await listChartVersions({ ...source, name: 'other' }, client)).toEqual([]);
  });

  test('gives an archive, which is in the cache then', async () => {
    const { host, client, asked } = await serve(repository(indexOf(hex)));
    const source = { type: 'http', url: `http://${host}/repo`, name: 'app' } as const;
    expect(await findPulledChart(source, '1.2.0', client.cache)).toBeUndefined();
    const pulled = await pullChart(source, '1.2.0', client);
    expect(pulled).toMatchObject({ version: '1.2.0', digest: digestOf(archive) });
    expect(await readFile(pulled.path)).toEqual(archive);
    expect(await findPulledChart(source, '1.2.0', client.cache)).toEqual(pulled);
    await pullChart(source, '1.2.0', client);
    expect(asked.map(({ path }) => path)).toEqual(['/repo/index.yaml', '/repo/charts/app-1.2.0.tgz']);
  });

  test('is asked whether its index changed, by the next run', async () => {
    const { host, client, asked } = await serve(repository(indexOf(hex)));
    const source = { type: 'http', url: `http://${host}/repo`, name: 'app' } as const;
    await listChartVersions(source, client);
    const next = testClient({ cache: client.cache });
    open.push(next);
    expect(await listChartVersions(source, next)).toHaveLength(2);
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"']);
  });

  test('is believed where it says no digest', async () => {
    const { host, client } = await serve(repository(indexOf(undefined)));
    const pulled = await pullChart({ type: 'http', url: `http://${host}/repo`, name: 'app' }, '1.2.0', client);
    expect(pulled.digest).toBe(digestOf(archive));
  });

  test.each([
    ['another archive than it says', indexOf('f'.repeat(64)), '1.2.0', 'gives what it should not: its digest is '],
    ['no such version', indexOf(hex), '9.9.9', 'has no version 9.9.9 of the chart app'],
    ['no archive', indexOf(hex, 'gone.tgz'), '1.2.0', 'has no such thing (404)'],
    ['an archive by plain HTTP', indexOf(hex, 'http://example.org/a.tgz'), '1.2.0', 'is not asked: http:// is not'],
    ['no index', '<html><body>hello</body></html>', '1.2.0', 'its index.yaml cannot be read'],
  ])('that has %s is told of', async (_, index, version, reason) => {
    const { host, client } = await serve(repository(index));
    const source = { type: 'http', url: `http://${host}/repo`, name: 'app' } as const;
    await expect(pullChart(source, version, client)).rejects.toMatchObject({
      reason: expect.stringContaining(reason),
    });
    expect(await findPulledChart(source, version, client.cache)).toBeUndefined();
  });
});

describe('a chart in an OCI repository', () => {
  test('is pulled by its version, with the plus sign as registries write it', async () => {
    const shelf: Shelf = new Map();
    putChart(shelf, 'charts/app', '1.2.0_build.1', archive);
    const { host, client } = await serve(shelved(shelf));
    const source = { type: 'oci', url: `oci://${host}/charts/app` } as const;
    const pulled = await pullChart(source, '1.2.0+build.1', client);
    expect(await readFile(pulled.path)).toEqual(archive);
    expect(pulled).toMatchObject({ version: '1.2.0+build.1', digest: digestOf(archive) });
  });

  test('has the tags of all pages as versions', async () => {
    const { host, client } = await serve(({ path }, response) => {
      if (path.includes('last=')) return void response.end('{"tags":["1.1.0_b","latest"]}');
      response.setHeader('link', '</v2/charts/app/tags/list?last=1.0.0&n=1000>; rel="next"');
      response.end('{"name":"charts/app","tags":["1.0.0"]}');
    });
    const source = { type: 'oci', url: `oci://${host}/charts/app` } as const;
    expect(await listChartVersions(source, client)).toEqual(['1.0.0', '1.1.0+b', 'latest']);
  });

  test('that has pages without end is given up', async () => {
    const { host, client } = await serve((_, response) => {
      response.setHeader('link', '</v2/charts/app/tags/list?last=1>; rel="next"');
      response.end('{"tags":[]}');
    });
    await expect(listChartVersions({ type: 'oci', url: `oci://${host}/charts/app` }, client)).rejects.toThrow(
      'lists tags on more than 100 pages',
    );
  });

  test('that is an image is told of', async () => {
    const shelf: Shelf = new Map();
    putImage(shelf, 'charts/app', '1.0.0', {});
    const { host, client } = await serve(shelved(shelf));
    await expect(pullChart({ type: 'oci', url: `oci://${host}/charts/app` }, '1.0.0', client)).rejects.toThrow(
      'charts/app:1.0.0 holds no chart',
    );
  });
});

test('no login comes into the name under which a chart is remembered', () => {
  expect(chartKey({ type: 'http', url: 'https://me:secret@charts.example.org/', name: 'a' }, '1')).toBe(
    'chart https://charts.example.org a 1',
  );
});

describe('one chart of an index', () => {
  test.each([
    ['in JSON', '{"entries":{"a":[{"version":"1.0.0","urls":["a.tgz"]}]}}'],
    ['in flow style', 'entries: {a: [{version: 1.0.0, urls: [a.tgz]}]}'],
    ['with a quoted key', 'entries:\n  "a":\n  - version: 1.0.0\n    urls: [a.tgz]\n'],
    ['with an escaped key', 'entries:\n  "\\x61":\n  - version: 1.0.0\n    urls: [a.tgz]\n'],
    ['with a list that is indented', 'entries:\n    a:\n      - version: 1.0.0\n        urls: [a.tgz]\n'],
    ['with other line ends', 'entries:\r\n  a:\r\n  - version: 1.0.0\r\n    urls: [a.tgz]\r\n'],
    ['with comments', '# all\nentries:\n# first\n  a: # one\n# two\n  - version: 1.0.0\n\n    urls: [a.tgz]\n'],
    ['with an anchor elsewhere', 'entries:\n  b: &b\n  - version: 1.0.0\n    urls: [a.tgz]\n  a: *b\n'],
    [
      'before other fields',
      'entries:\n  a:\n  - version: 1.0.0\n    urls: [a.tgz]\nserverInfo:\n  a:\n  - version: 2\n',
    ],
    [
      'whose name others begin with',
      'entries:\n  a-b:\n  - version: 2.0.0\n    urls: [b]\n  a:\n  - version: 1.0.0\n    urls: [a.tgz]\n',
    ],
    [
      'whose name stands in a text',
      'entries:\n  b:\n  - description: |\n      x\n\n     a:\n  a:\n  - version: 1.0.0\n    urls: [a.tgz]\n',
    ],
  ])('%s', (_, text) => {
    expect(readEntry(text, 'a')).toEqual([{ version: '1.0.0', urls: ['a.tgz'] }]);
  });

  test.each(['', 'null', '[]', 'entries: []', 'entries:\n  a: [', '<html>'])('%j is no index', (text) => {
    expect(readEntry(text, 'a') ?? []).toEqual([]);
  });

  test('is what parsing all of it gives, whatever the texts in it are', () => {
    const lines = fc.array(fc.constantFrom('', 'a:', '  a:', '- x', '# c', 'b: 1', 'entries:', '"', '---x'), {
      maxLength: 5,
    });
    const chart = fc.record({
      name: fc.constantFrom('a', 'b', 'a-b'),
      about: lines,
      version: fc.constantFrom('1.0.0', '2.0.0'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(chart, { selector: ({ name }) => name, maxLength: 3 }), (charts) => {
        const text = `entries:\n${charts.map(({ name, about, version }) => `  ${name}:\n  - description: |2\n${about.map((line) => `      ${line}\n`).join('')}    version: ${version}\n    urls:\n    - x\n`).join('')}generated: x\n`;
        const wanted = charts.find(({ name }) => name === 'a');
        expect(readEntry(text, 'a')).toEqual(
          wanted ? [{ version: wanted.version, urls: ['x'] }] : charts.length > 0 ? [] : undefined,
        );
      }),
    );
  });

  test('is cut out of an index too large to be parsed', () => {
    const other = (i: number) =>
      `  chart-${i}:\n${`  - version: 1.0.0\n    description: ${'x'.repeat(200)}\n    urls: [a]\n`.repeat(100)}`;
    const text = `entries:\n${Array.from({ length: 1000 }, (_, i) => other(i)).join('')}  wanted:\n  - version: 3.0.0\n    urls: [w.tgz]\n`;
    expect(text.length).toBeGreaterThan(20_000_000);
    expect(cutEntry(text, 'wanted')).toBe('entries:\n  wanted:\n  - version: 3.0.0\n    urls: [w.tgz]\n');
    expect(readEntry(text, 'wanted')).toEqual([{ version: '3.0.0', urls: ['w.tgz'] }]);
    expect(readEntry(text, 'not-there')).toEqual([]);
  });
});

test('the versions that were brought are known without asking', async () => {
  const shelf: Shelf = new Map();
  for (const version of ['1.0.0', '1.1.0']) putChart(shelf, 'charts/app', version, Buffer.from(version));
  const { host, client } = await serve(shelved(shelf));
  const source = chartSourceOf(`oci://${host}/charts/`, 'app');
  expect(await listPulledVersions(source, client.cache)).toEqual([]);
  for (const version of ['1.1.0', '1.0.0', '1.1.0']) await pullChart(source, version, client);
  expect(await listPulledVersions(source, client.cache)).toEqual(['1.1.0', '1.0.0']);
});

test.each([
  ['https://charts.example.org/', 'app', { type: 'http', url: 'https://charts.example.org/', name: 'app' }],
  ['oci://ghcr.io/org/charts', 'app', { type: 'oci', url: 'oci://ghcr.io/org/charts/app' }],
])('a repository %s and the chart %s are one source', (repository, name, expected) => {
  expect(chartSourceOf(repository, name)).toEqual(expected);
});
