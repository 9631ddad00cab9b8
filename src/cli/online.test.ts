import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putImage, type Shelf, serveOnLoopback, shelved } from '../registry/test-registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-online-'));

const check = (path: string, ...args: readonly string[]): Promise<{ code: number; out: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: join(folder, 'cache'), DOCKER_CONFIG: folder };
    const all = [join(process.cwd(), 'dist/cli/main.js'), 'check', path, ...args];
    const run = execFile(process.execPath, all, { env }, (_, stdout, stderr) =>
      resolve({ code: run.exitCode ?? -1, out: (stdout + stderr).replace(/\s+/g, ' ') }),
    );
  });

test('check --online asks the registry with the login of Docker, keeps what it learns, and goes on without it', async () => {
  const shelf: Shelf = new Map();
  putImage(shelf, 'app', '1', { User: 'app' });
  const serve = shelved(shelf);
  const server = await serveOnLoopback((asked, response) => {
    if (asked.headers.authorization === 'Basic bWU6c2VjcmV0') serve(asked, response);
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [server.host]: { auth: 'bWU6c2VjcmV0' } } }));
  const repository = mkdtempSync(join(folder, 'repository-'));
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: app, namespace: default }
spec:
  securityContext: { runAsNonRoot: true }
  containers:
    - name: app
      image: ${server.host}/app:1
`;
  writeFileSync(join(repository, 'pod.yaml'), pod);
  const refusal = 'image has non-numeric user (app)';

  const before = await check(repository);
  expect(before.out).not.toContain(refusal);
  expect(server.asked).toEqual([]);
  const online = await check(repository, '--online');
  expect(online).toMatchObject({ code: 1, out: expect.stringContaining(refusal) });
  expect(await check(repository)).toEqual(online);

  await server.close();
  const gone = await check(repository, '--online');
  expect(gone).toMatchObject({ code: 1, out: expect.stringContaining(`${server.host}: refuses the connection`) });
  expect(gone.out).toContain(refusal);
  writeFileSync(join(repository, 'pod.yaml'), pod.replace('/app:1', '/app:2'));
  const unknown = await check(repository, '--online');
  expect(unknown).toMatchObject({ code: 0, out: expect.stringContaining('refuses the connection') });
});
