import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trace } from '../../app/trace.ts';
import { up } from '../../app/up.ts';
import { homeWith } from '../../lab/fixtures/home.ts';

const app =
  '  - { name: album, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [album.home.example.org], access: { group: family } }\n';
const login = 'login: { authelia: { host: auth.home.example.org, groups: { family: two-factor } } }\n';

const labFile = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-login-')), 'lab.yaml');
  writeFileSync(path, homeWith(['apps:\n', `${login}apps:\n${app}`]));
  return path;
};

test('a platform with a login comes up, and strangers, those of the group and others are answered as the lab says', async () => {
  const { report, close } = await up(labFile(), {
    keep: false,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  await close();
  expect(report.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  const seen = report.routes.filter(({ host, who }) => host === 'album.home.example.org' && who !== undefined);
  expect(seen.map(({ who, observed }) => `${who}: ${observed}`).sort()).toEqual([
    'in no group: 403',
    'not signed in: 302 to https://auth.home.example.org',
    'one of family with one factor: 302 to https://auth.home.example.org',
    'one of family with two factors: 200 album/album',
  ]);
  expect(report.proven).toBe(true);
});

test('a trace tells what the login answers, and by which rule', async () => {
  const path = labFile();
  const traced = (visitor?: { readonly user: string; readonly groups: readonly string[]; readonly factors: 1 | 2 }) =>
    trace('https://album.home.example.org/', path, visitor ? { visitor } : {});
  const stranger = await traced();
  expect(stranger.outcome).toMatchObject({ status: 302 });
  expect(stranger.hops.map(({ reason }) => reason)).toContain(
    'rule #1 says two_factor for somebody who has not signed in',
  );
  const alice = await traced({ user: 'alice', groups: ['family'], factors: 2 });
  expect(alice.outcome).toMatchObject({ status: 200, allowed: true, backend: 'album/album' });
  const mallory = await traced({ user: 'mallory', groups: [], factors: 2 });
  expect(mallory.outcome).toMatchObject({ status: 403, allowed: false });
});
