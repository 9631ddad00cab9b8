import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRuntime } from '../core/runtime.ts';
import { openCache } from '../registry/cache.ts';
import { openKeptEntries } from '../registry/kept-entries.ts';
import { check } from './check.ts';
import { checkKept } from './check-kept.ts';
import type { CheckOptions } from './check-report.ts';
import { lookAround } from './surroundings.ts';

const secret = 'correct-horse-battery';

const files: Readonly<Record<string, string>> = {
  'clusters/home/flux.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1m, url: https://github.com/example/home }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
`,
  'apps/kustomization.yaml':
    'resources: [app.yaml, secret.yaml]\nconfigMapGenerator:\n  - { name: text, files: [words.txt] }\n',
  'apps/words.txt': 'one\n',
  'apps/app.yaml': `apiVersion: v1
kind: Pod
metadata: { name: app, namespace: default }
spec:
  containers: [{ name: app, image: example.org/app:1 }]
`,
  'apps/secret.yaml': `apiVersion: v1
kind: Secret
metadata: { name: pass, namespace: default }
stringData: { password: ${secret} }
`,
};

function makeRepository() {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-kept-'));
  const folder = join(root, 'home');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  mkdirSync(join(folder, '.git'));
  const at = (path: string) => join(folder, path);
  return { root, folder, at, cache: join(root, 'cache') };
}

/** A run beside a folder of kept reports, held against one without it: whether it was answered from there, was kept there, or neither. */
async function run({ folder, cache, root }: Place, options: CheckOptions = {}, build = '1') {
  const entries = openKeptEntries({ folder: cache, limit: 1e6, runtime: seededRuntime() });
  let outcome: 'kept' | 'written' | 'neither' = 'neither';
  const read = async (key: string) => {
    const text = await entries.read(key);
    if (text !== undefined) outcome = 'kept';
    return text;
  };
  const write = async (key: string, text: string) => {
    outcome = 'written';
    await entries.write(key, text);
  };
  const lookAgain = () => ({ ...lookAround(), cache: openCache({ folder: join(root, 'registries') }) });
  const around = lookAgain();
  const report = await checkKept(folder, { ...options, around }, { entries: { read, write }, build });
  const anew = await check(folder, { ...options, around: lookAgain() });
  expect(JSON.stringify(report)).toBe(JSON.stringify(anew));
  return { outcome, report };
}

type Place = Omit<ReturnType<typeof makeRepository>, 'at'>;

const charts = 'outline' as const;

describe('a repository that was checked before', () => {
  it('is answered as before, from what was kept', async () => {
    const repository = makeRepository();
    expect((await run(repository)).outcome).toBe('written');
    const { outcome, report } = await run(repository);
    expect(outcome).toBe('kept');
    expect(report.findings.length).toBeGreaterThan(0);
  });

  it.each<[string, (of: ReturnType<typeof makeRepository>) => unknown]>([
    ['a manifest', ({ at }) => writeFileSync(at('apps/app.yaml'), files['apps/app.yaml']!.replace('Pod', 'Pods'))],
    ['a file that is no manifest', ({ at }) => writeFileSync(at('apps/words.txt'), 'two\n')],
    ['a file more', ({ at }) => writeFileSync(at('apps/more.yaml'), files['apps/app.yaml']!)],
    ['a file less', ({ at }) => unlinkSync(at('apps/app.yaml'))],
    ['the name of a file', ({ at }) => renameSync(at('apps/words.txt'), at('apps/word.txt'))],
    ['a link that leads out', ({ at, root }) => symlinkSync(root, at('apps/out'))],
    ['bytes that are no text', ({ at }) => writeFileSync(at('apps/more.yaml'), Buffer.from([0xff, 0x00]))],
    ['where the repository begins', ({ at }) => rmSync(at('.git'), { recursive: true })],
    ['a baseline', ({ at }) => writeFileSync(at('gatehouse-baseline.json'), '{"schemaVersion":1,"findings":[]}')],
    ['an image that is known meanwhile', ({ root }) => rememberImage(join(root, 'registries'))],
  ])('is checked anew after a change of %s', async (_, change) => {
    const repository = makeRepository();
    await run(repository, { charts });
    await change(repository);
    expect((await run(repository, { charts })).outcome).toBe('written');
    expect((await run(repository, { charts })).outcome).toBe('kept');
  });

  it('is checked anew by another build of Gatehouse, and with other options', async () => {
    const repository = makeRepository();
    await run(repository, { charts });
    expect((await run(repository, { charts }, '2')).outcome).toBe('written');
    const nodes = [{ name: 'pi', address: '192.168.1.11', role: 'control-plane' as const }];
    writeFileSync(join(repository.root, 'known.json'), '{"schemaVersion":1,"findings":[]}');
    const asked: readonly CheckOptions[] = [{}, { charts, nodes }, { charts, baseline: known(repository) }];
    for (const options of asked) expect((await run(repository, options)).outcome).toBe('written');
    writeFileSync(known(repository), '{"schemaVersion":1,"findings":[ ]}');
    expect((await run(repository, { charts, baseline: known(repository) })).outcome).toBe('written');
  });

  it('is checked anew where what was kept is damaged', async () => {
    const repository = makeRepository();
    await run(repository, { charts });
    const [name = ''] = readdirSync(repository.cache);
    const whole = readFileSync(join(repository.cache, name));
    for (const damaged of [
      whole.subarray(0, -1),
      whole.map((byte, at) => (at === 99 ? byte ^ 4 : byte)),
      Buffer.of(),
    ]) {
      writeFileSync(join(repository.cache, name), damaged);
      expect((await run(repository, { charts })).outcome).toBe('written');
    }
  });

  it.each<[string, Readonly<Record<string, string>>, CheckOptions]>([
    ['a lab describes it', { 'lab.yaml': 'name: home\n' }, {}],
    ['a lab is named', {}, { lab: 'lab.yaml' }],
    ['policies bring a platform up', { 'gatehouse.yaml': 'policies: []\n' }, {}],
    ['the network is asked', {}, { online: true }],
    ['files are decrypted', {}, { ageKey: 'key.txt' }],
    ['files are mended', {}, { fix: 'write' }],
    ['a baseline is written', {}, { writeBaseline: true }],
  ])('is not looked for where %s', async (_, more, options) => {
    const { folder, at } = makeRepository();
    for (const [path, text] of Object.entries(more)) writeFileSync(at(path), text);
    let looked = false;
    const look = async () => {
      looked = true;
      return undefined;
    };
    // No cluster is called so: the run itself ends there, whatever it ends with.
    await checkKept(
      folder,
      { charts, cluster: 'none', ...options },
      { entries: { read: look, write: look }, build: '1' },
    ).catch(() => undefined);
    expect(looked).toBe(false);
  });

  it('leaves no value of a Secret behind', async () => {
    const repository = makeRepository();
    writeFileSync(
      repository.at('apps/secret.yaml'),
      `${files['apps/secret.yaml']}  password: ${secret}\n  - ${secret}\n`,
    );
    expect((await run(repository)).outcome).toBe('written');
    for (const name of readdirSync(repository.cache))
      expect(readFileSync(join(repository.cache, name), 'utf8')).not.toContain(secret);
  });

  it('is answered as if nothing had been kept, whatever was changed in between', async () => {
    const repository = makeRepository();
    const paths = [
      ...Object.keys(files),
      'apps/kustomization.yml',
      'apps/.sourceignore',
      'apps/new/a.yaml',
      'clusters/b.json',
    ];
    const texts = [...Object.values(files), 'a: [', 'resources: [../app.yaml]\n', '*.txt\n', ''];
    const change = fc.record({ path: fc.constantFrom(...paths), text: fc.option(fc.constantFrom(...texts)) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
        for (const { path, text } of changes) {
          mkdirSync(dirname(repository.at(path)), { recursive: true });
          if (text === null) rmSync(repository.at(path), { force: true });
          else writeFileSync(repository.at(path), text);
        }
        await run(repository, { charts });
      }),
      { numRuns: 25 },
    );
  });
});

const known = ({ root }: Place): string => join(root, 'known.json');

const rememberImage = (folder: string) =>
  openCache({ folder }).remember('image example.org/app:1', { digest: 'sha256:0' });
