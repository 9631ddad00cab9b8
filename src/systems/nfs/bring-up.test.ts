import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { up } from '../../app/up.ts';
import { homeWith } from '../../lab/fixtures/home.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const film = `  - name: film
    namespace: media
    image: docker.io/traefik/whoami:v1.11.0
    port: 80
    hosts: [film.home.example.org]
    replicas: 2
    volumes: { /media: { nfs: media, readOnly: true }, /spool: { nfs: spool } }
`;

test('apps on shares of a file server come up, and it is said that the server is taken to be there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nfs-'));
  folders.push(folder);
  const storage =
    'storage: { nfs: { media: "192.168.88.5:/mnt/tank/media", spool: { server: 192.168.88.5, path: /mnt/spool, as: volume } } }\n';
  writeFileSync(join(folder, 'lab.yaml'), homeWith(['apps:\n', `${storage}apps:\n${film}`]));
  const { report, close } = await up(join(folder, 'lab.yaml'), {
    keep: false,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  await close();
  expect(report.findings.filter(({ severity, code }) => severity !== 'info' && code !== 'secret-by-hand')).toEqual([]);
  expect(
    report.routes.filter(({ host }) => host === 'film.home.example.org').map(({ observed }) => observed),
  ).toContain('200 media/film');
  expect(report.assumptions.map(({ id }) => id)).toContain('nfs-mounts');
  expect(report.proven).toBe(true);
});
