import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, missingClient, requireClient } from '../../test/clients.ts';
import { eventually } from '../../test/eventually.ts';
import { type ServedCluster, serveCluster } from './serve-cluster.ts';

const route = (name: string, priority: string) => `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${name} }
spec:
  entryPoints: [web]
  routes:
    - { match: Host(\`${name}.example.org\`), kind: Rule, priority: ${priority}, services: [{ name: a, port: 80 }] }
`;
const ingress = (name: string, priority: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, annotations: { traefik.ingress.kubernetes.io/router.priority: "${priority}" } }
spec:
  ingressClassName: traefik
  rules:
    - host: ${name}.example.org
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }] }
`;
const service = `
apiVersion: v1
kind: Service
metadata: { name: a }
spec: { selector: { app: a }, ports: [{ port: 80 }] }
`;

const skipped = missingClient('kubectl');
if (skipped) console.info(skipped);

describe.skipIf(skipped)('priorities of 64 bits, from kubectl to the API of Traefik', () => {
  let folder: string;
  let served: ServedCluster;
  let kubectl: Client;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-priorities-'));
    const kubeconfig = join(folder, 'kubeconfig');
    served = await serveCluster({ kubeconfig });
    kubectl = requireClient('kubectl', { KUBECONFIG: kubeconfig, HOME: folder });
  });

  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const routers = async (): Promise<string> => {
    const answer = await fetch(new URL('/api/http/routers', served.where.api));
    return answer.text();
  };

  it.each([
    ['an IngressRoute', route('odd', '9007199254740993'), '"priority":9007199254740993,'],
    ['the highest its definition lets pass', route('top', '9223372036854774784'), '"priority":9223372036854774784,'],
    ['an Ingress', ingress('annotated', '9223372036854774807'), '"priority":9223372036854774807,'],
    [
      'more than a user may set',
      ingress('over', '9223372036854774808'),
      'the router priority 9223372036854774808 exceeds the max user-defined priority 9223372036854774807',
    ],
  ])('%s', async (_, object, expected) => {
    const { code, stderr } = await kubectl(['apply', '-f', '-'], { input: `${service}---${object}` });
    expect(`${code} ${stderr}`).toBe('0 ');
    await eventually(async () => expect(await routers()).toContain(expected));
  });

  // The bound in the definition is 9223372036854774807, which the API server holds as a float64.
  it('an IngressRoute above the bound of its definition is refused', async () => {
    const { stderr } = await kubectl(['apply', '-f', '-'], { input: route('refused', '9223372036854774807') });
    expect(stderr).toContain('spec.routes[0].priority in body should be less than or equal to 9223372036854774784');
  });
});
