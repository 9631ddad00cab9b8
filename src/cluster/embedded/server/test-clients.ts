import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Client, clientVersions, missingClient, requireClient } from '../../../../test/clients.ts';
import { realRuntime } from '../../../core/runtime.ts';
import type { EmbeddedCluster, ServedApi } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';
/** A definition with columns, defaults and checks. */
export const widgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, kind: Widget, shortNames: [wd] }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      additionalPrinterColumns:
        - { name: Size, type: integer, jsonPath: .spec.size }
        - { name: Age, type: date, jsonPath: .metadata.creationTimestamp }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, required: [size], properties: { size: { type: integer, minimum: 1 }, tint: { type: string, default: red } } }
            status: { type: object, x-kubernetes-preserve-unknown-fields: true }
`;

/** A Deployment. */
export const web = (replicas: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "nginx:1.29", ports: [{ containerPort: 80 }] }] }
`;

/** What clients of one version talk to. */
export interface ClientWorld {
  readonly embedded: EmbeddedCluster;
  readonly api: ServedApi;
  readonly folder: string;
  readonly kubectl: Client;
  readonly helm: Client;
  readonly env: Readonly<Record<string, string>>;
  /** What kubectl prints for a line of arguments; it has to end well and warn of nothing. */
  readonly ok: (line: string, input?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts a cluster with a stand-in for pods, and kubectl and helm that know it. */
export async function startClientWorld(minor: string): Promise<ClientWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-clients-'));
  const embedded = createEmbeddedCluster({ runtime: realRuntime() });
  embedded.start();
  const server = createServer((request, response) =>
    response.end(`${request.method} ${request.url} from the stand-in`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const api = await embedded.serve({
    dialPod: async (pod, asked) =>
      pod.metadata.name === 'app' && asked === 80 ? { host: '127.0.0.1', port } : undefined,
  });
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } };
  await embedded.cluster.create(account);
  const KUBECONFIG = join(folder, 'kubeconfig');
  writeFileSync(KUBECONFIG, api.kubeconfig, { mode: 0o600 });
  const env = { KUBECONFIG, HOME: folder };
  const command = requireClient('kubectl', env, minor);
  // Before 1.31 whatever begins with a brace was read as JSON alone.
  const kubectl: Client = (args, options = {}) => {
    const { input } = options;
    return command(args, { ...options, input: input?.startsWith('{') ? `---\n${input}` : input });
  };
  return {
    ...{ embedded, api, folder, kubectl, env, helm: requireClient('helm', env, minor) },
    ok: async (line, input) => {
      const { code, stdout, stderr } = await kubectl(line.split(' '), { input });
      expect(`${code} ${stderr}`).toBe('0 ');
      return stdout;
    },
    stop: async () => {
      await embedded.stop();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Plays tests once for every version of the clients that is here. */
export function withEveryClient(tests: (world: () => ClientWorld, minor: string) => void): void {
  const versions = clientVersions.map((minor) => [minor, missingClient('kubectl', minor)] as const);
  for (const [, reason] of versions) if (reason) console.info(reason);
  describe.each(versions)('kubectl %s and helm of its time', (minor, skipped) => {
    describe.skipIf(skipped)('as clients', () => {
      let world: ClientWorld;
      beforeAll(async () => {
        world = await startClientWorld(minor);
      });
      afterAll(() => world.stop());
      tests(() => world, minor);
    });
  });
}
