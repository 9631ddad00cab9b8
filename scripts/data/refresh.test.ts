import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkDigests } from './check-digests.mjs';
import { readSources } from './read-sources.mjs';
import { refreshFiles } from './refresh-files.mjs';

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-refresh-'));
  path = join(root, 'sources.yaml');
  mkdirSync(join(root, 'src'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(root, name), text);
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const problems = () => checkDigests(root, readSources(path));

async function refresh(
  online = false,
): Promise<{ readonly failed: readonly string[]; readonly said: readonly string[] }> {
  const said: string[] = [];
  const sources = readSources(path);
  const failed = await refreshFiles({
    root,
    path,
    sources,
    jobs: sources.jobs,
    online,
    log: (line) => said.push(line),
  });
  return { failed, said };
}

const copying = `# Kept as it is.
farm:
  what: Barns
  file: src/farm-{version}.json
  versions: ['1.0']
  from: { barns: { folder: barns } }
  make: cp {barns}/{version}.txt {out}
`;

describe('refreshing data', () => {
  beforeEach(() => {
    mkdirSync(join(root, 'barns'));
    write('barns/1.0.txt', '{"barns":1}\n');
    write('sources.yaml', copying);
  });

  test('makes the file, records its digest, and leaves what was written by hand', async () => {
    expect(problems()).toEqual(['src/farm-1.0.json is missing: npm run refresh -- farm-1.0']);
    expect(await refresh()).toEqual({ failed: [], said: ['farm-1.0: made'] });
    expect(read('src/farm-1.0.json')).toBe('{"barns":1}\n');
    expect(read('sources.yaml').startsWith(copying)).toBe(true);
    expect(problems()).toEqual([]);
    const once = read('sources.yaml');
    expect((await refresh()).said).toEqual(['farm-1.0: same']);
    expect(read('sources.yaml')).toBe(once);
  });

  test('tells of a file that was changed by hand, and makes it anew', async () => {
    await refresh();
    write('src/farm-1.0.json', '{"barns":2}\n');
    expect(problems()).toEqual(['src/farm-1.0.json is not as it was made: npm run refresh -- farm-1.0']);
    expect((await refresh()).said).toEqual(['farm-1.0: changed']);
    expect(problems()).toEqual([]);
  });

  test('a new version is one line and a refresh; of one that went the digest goes too', async () => {
    await refresh();
    write('barns/2.0.txt', '{"barns":7}\n');
    write('sources.yaml', read('sources.yaml').replace("['1.0']", "['2.0']"));
    await refresh();
    expect(read('src/farm-2.0.json')).toBe('{"barns":7}\n');
    expect(read('sources.yaml')).not.toContain('farm-1.0.json');
    expect(problems()).toEqual(['src/farm-1.0.json has no source in data/sources.yaml']);
  });

  test('keeps the file when its command fails, and says why', async () => {
    await refresh();
    rmSync(join(root, 'barns/1.0.txt'));
    const { failed, said } = await refresh();
    expect(failed).toEqual(['farm-1.0']);
    expect(said[0]).toContain('1.0.txt');
    expect(read('src/farm-1.0.json')).toBe('{"barns":1}\n');
  });
});

test('answers are written into a copy of the questions', async () => {
  write('src/asked.json', 'question ');
  write('answer.sh', 'printf answer >> "$1"\n');
  write('sources.yaml', 'asked: { file: src/asked.json, from: { q: { itself: true } }, make: "sh answer.sh {q}" }\n');
  expect((await refresh()).said).toEqual(['asked: changed']);
  expect(read('src/asked.json')).toBe('question answer');
});

test('a file that is only recorded keeps its digest until it is taken out', async () => {
  write('src/seen.json', '1');
  write('sources.yaml', 'seen: { file: src/seen.json, recorded: by watching }\n');
  expect((await refresh()).said).toEqual(['seen: recorded, as it was']);
  write('src/seen.json', '2');
  expect(problems()).toEqual(['src/seen.json is not as it was made: by watching']);
  expect((await refresh()).said).toEqual(['seen: recorded anew']);
  expect(problems()).toEqual([]);
});

test('what is in no registry is brought when asked, and must stay what it was', async () => {
  write('chart.txt', 'one');
  const pack = () => spawnSync('tar', ['-czf', 'chart.tgz', 'chart.txt'], { cwd: root });
  pack();
  const server = createServer((_, answer) => answer.end(readFileSync(join(root, 'chart.tgz'))));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chart.tgz`;
  write(
    'sources.yaml',
    `chart: { file: src/chart.json, from: { c: { archive: '${url}' } }, make: 'cp {c}/chart.txt {out}' }\n`,
  );
  try {
    expect((await refresh()).said).toEqual(['chart: left: made with --online only']);
    expect((await refresh(true)).said).toEqual(['chart: made']);
    expect(readSources(path).archives[url]).toMatch(/^sha256:[0-9a-f]{64}$/);
    write('chart.txt', 'two');
    pack();
    expect((await refresh(true)).said[0]).toContain('is not what it was');
    expect(read('src/chart.json')).toBe('one');
  } finally {
    server.close();
  }
});

test.each([
  ['a key it does not know', 'a: { file: b, make: c, form: d }\n', 'a: unknown key form'],
  ['a source without a command', 'a: { file: b }\n', 'a needs file, and make or recorded'],
])('refuses %s', (_, text, message) => {
  write('sources.yaml', text);
  expect(() => readSources(path)).toThrow(message);
});
