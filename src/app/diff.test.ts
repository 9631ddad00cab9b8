import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { printDiff } from '../report/diff-text.ts';
import { plainStyle } from '../report/style.ts';
import { diff } from './diff.ts';
import { openRevision } from './git-revision.ts';

const root = mkdtempSync(join(tmpdir(), 'gatehouse-diff-test-'));
const git = (folder: string, ...args: readonly string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  }).trim();

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: apps }\ndata: { key: ${value} }\n`;

const work = join(root, 'work');
const write = (value: string) => writeFileSync(join(work, 'manifests/a.yaml'), configMap(value));

beforeAll(() => {
  mkdirSync(join(work, 'manifests'), { recursive: true });
  git(root, 'init', '--quiet', '--initial-branch=main', work);
  for (const value of ['one', 'two']) {
    write(value);
    git(work, 'add', '.');
    git(work, 'commit', '--quiet', '--message', value);
  }
  // Whatever runs on a checkout would leave a trace.
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction'])
    writeFileSync(join(work, '.git/hooks', hook), `#!/bin/sh\ntouch ${root}/ran\n`, { mode: 0o755 });
  write('three');
});

const told = async (base: string, path: string) => {
  const { same, parts } = await diff(base, path);
  return { same, changes: parts.flatMap(({ changes }) => changes.map(({ subject, text }) => `${subject} ${text}`)) };
};
const changed = { same: false, changes: ['ConfigMap/apps/a changes: data.key'] };

describe('a state before', () => {
  test.each([['HEAD'], ['HEAD~1'], ['main']])('is a revision: %s', async (revision) => {
    expect(await told(revision, join(work, 'manifests'))).toEqual(changed);
  });

  test('is read without a hook, and the index and work tree stay as they are', async () => {
    const before = git(work, 'status', '--porcelain');
    rmSync(join(root, 'ran'), { force: true });
    await told('HEAD~1', work);
    expect(existsSync(join(root, 'ran'))).toBe(false);
    expect(git(work, 'status', '--porcelain')).toBe(before);
    expect(readFileSync(join(work, 'manifests/a.yaml'), 'utf8')).toContain('three');
  });

  test('is a folder', async () => {
    const other = join(root, 'other');
    cpSync(join(work, 'manifests'), other, { recursive: true });
    expect(await told(other, join(work, 'manifests'))).toEqual({ same: true, changes: [] });
  });

  test('that a clone does not hold is told with what brings it', async () => {
    const shallow = join(root, 'shallow');
    git(root, 'clone', '--quiet', '--depth=1', `file://${work}`, shallow);
    await expect(told('HEAD~1', shallow)).rejects.toThrow(/shallow.*fetch-depth: 0/);
    await expect(told('nonsense', work)).rejects.toThrow(/is no revision of/);
    await expect(told('HEAD', mkdtempSync(join(tmpdir(), 'gatehouse-diff-test-')))).rejects.toThrow(
      /no Git repository/,
    );
    await expect(told('--upload-pack=touch', work)).rejects.toThrow(/is no revision of/);
  });

  test('is read of a bare repository', async () => {
    const bare = join(root, 'bare.git');
    git(root, 'clone', '--quiet', '--bare', work, bare);
    await expect(told('HEAD', bare)).rejects.toThrow(/bare repository/);
    const side = await openRevision('HEAD~1', bare, { hint: '' });
    expect(readFileSync(join(side.path, 'manifests/a.yaml'), 'utf8')).toContain('one');
    await side.remove();
    expect(existsSync(side.path)).toBe(false);
  });
});

describe('two labs', () => {
  const lab = (name: string, ...changes: readonly (readonly [string, string])[]) => {
    const file = join(root, name, 'lab.yaml');
    mkdirSync(join(root, name), { recursive: true });
    const text = readFileSync('examples/k3s-homelab/lab.yaml', 'utf8');
    writeFileSync(
      file,
      changes.reduce((at, [from, to]) => at.replaceAll(from, to), text),
    );
    return file;
  };

  test('that compose the same change nothing, in one line', async () => {
    const report = await diff(lab('one'), lab('two', ['# The one entry.', '# The only entry.']));
    expect(printDiff({ ...report, base: 'a', head: 'b' }, 80, plainStyle)).toEqual(['a → b: no change of behaviour']);
  });

  test('are told apart by what they do', async () => {
    const report = await diff(
      lab('three'),
      lab('four', ['192.168.88.61', '192.168.88.62'], ['whoami:v1.11.0', 'whoami:v1.11.1']),
    );
    expect(printDiff({ ...report, base: 'a', head: 'b' }, 80, plainStyle).join('\n')).toMatchInlineSnapshot(`
      "addresses
        ! Service/traefik/traefik-dashboard moves from 192.168.88.61 to 192.168.88.62
            infra/config/traefik/service-dashboard.yaml:2
        ~ IPAddressPool/metallb-system/dashboard hands out 192.168.88.62/32 instead of
          192.168.88.61/32
            infra/config/metallb/ipaddresspool-dashboard.yaml:1

      images
        ~ Deployment/hello/hello docker.io/traefik/whoami v1.11.0 → v1.11.1
            apps/hello/deployment.yaml:1

      restarts
        ~ Deployment/hello/hello restarts pod by pod: spec.containers[hello].image
            apps/hello/deployment.yaml:1

      objects
        · Deployment/hello/hello changes: spec.template.spec.containers[hello].image
        · IPAddressPool/metallb-system/dashboard changes: spec.addresses
        · Service/traefik/traefik-dashboard changes:
          metadata.annotations["metallb.io/loadBalancerIPs"]

      a → b: 7 changes, 1 of them dangerous (objects: 0 new, 0 gone, 3 changed)"
    `);
  });
});
