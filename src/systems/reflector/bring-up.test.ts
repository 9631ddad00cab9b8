import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { render } from '../../app/render-lab.ts';
import { up } from '../../app/up.ts';
import { homeWith } from '../../lab/fixtures/home.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const issuer = `  issuer:
    type: acme-dns01-cloudflare
    email: ops@home.example.org
    apiToken:
      env: CLOUDFLARE_API_TOKEN
`;

/** An Ingress of a person's own that shows the copy, and a pod that mounts it. */
const own = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: copied, namespace: hello }
spec:
  ingressClassName: traefik
  tls: [{ hosts: [copied.home.example.org], secretName: wildcard-tls }]
  rules:
    - host: copied.home.example.org
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: hello, port: { number: 80 } } } }] }
---
apiVersion: v1
kind: Pod
metadata: { name: reader, namespace: hello }
spec:
  automountServiceAccountToken: false
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: reader
      image: docker.io/traefik/whoami:v1.11.0
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
      volumeMounts: [{ name: tls, mountPath: /tls, readOnly: true }]
  volumes: [{ name: tls, secret: { secretName: wildcard-tls } }]
`;

/** Brings up the sample lab, signed by itself, with those files. */
async function bringUp(mirror: string) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-mirror-'));
  folders.push(folder);
  writeFileSync(join(folder, 'lab.yaml'), homeWith([issuer, `  issuer: { type: internal-ca }\n${mirror}`]));
  await render(folder, {});
  mkdirSync(join(folder, 'repository/apps/hello'), { recursive: true });
  writeFileSync(join(folder, 'repository/apps/hello/copied.yaml'), own);
  const { report, close } = await up(folder, {
    keep: false,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  await close();
  return report;
}

test('an app that shows and mounts the copy of a certificate is proven', async () => {
  const report = await bringUp('  mirror: [hello]\n');
  expect(report.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  const shown = report.routes.filter(({ host }) => host === 'copied.home.example.org');
  expect(shown.map(({ observed }) => observed)).toContain('200 hello/hello');
  expect(report.proven).toBe(true);
});

test('without a copy in its namespace it is not', async () => {
  const report = await bringUp('  mirror: [elsewhere]\n');
  expect(report.proven).toBe(false);
});
