import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, missingClient, requireClient } from '../../../../test/clients.ts';
import { realRuntime } from '../../../core/runtime.ts';
import type { EmbeddedCluster } from '../contract.ts';
import { createEmbeddedCluster } from '../index.ts';

const ranks = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ranks.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: ranks, kind: Rank }
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns:
        - { name: Priority, type: integer, jsonPath: .spec.priority }
        - { name: Shown, type: string, jsonPath: .spec.priority }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              x-kubernetes-validations:
                - { rule: "self.priority <= 9223372036854774807", message: too much }
              properties:
                priority: { type: integer, format: int64 }
                bounded: { type: integer, format: int64, maximum: 9223372036854774807 }
                usual: { type: integer, format: int64, default: 9223372036854774806 }
`;

const rank = (priority: string) => `
apiVersion: example.com/v1
kind: Rank
metadata: { name: high }
spec: { priority: ${priority} }
`;

const skipped = missingClient('kubectl');
if (skipped) console.info(skipped);

describe.skipIf(skipped)('whole numbers beyond 2^53, as kubectl sends and sees them', () => {
  let embedded: EmbeddedCluster;
  let folder: string;
  let kubectl: Client;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-wide-'));
    embedded = createEmbeddedCluster({ runtime: realRuntime() });
    embedded.start();
    const { kubeconfig } = await embedded.serve();
    const KUBECONFIG = join(folder, 'kubeconfig');
    writeFileSync(KUBECONFIG, kubeconfig, { mode: 0o600 });
    kubectl = requireClient('kubectl', { KUBECONFIG, HOME: folder });
    await ok('apply -f -', ranks);
    await ok('wait --for=condition=Established crd/ranks.example.com');
  });

  afterAll(async () => {
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ok = async (line: string, input?: string): Promise<string> => {
    const { code, stdout, stderr } = await kubectl(line.split(' '), { input });
    expect(`${code} ${stderr}`).toBe('0 ');
    return stdout;
  };

  it('are applied, shown exactly, and unchanged the second time', async () => {
    expect(await ok('apply -f -', rank('9223372036854774807'))).toBe('rank.example.com/high created\n');
    expect(await ok('get rank high -o yaml')).toContain('\n  priority: 9223372036854774807\n');
    const json = await ok('get rank high -o json');
    expect(json).toContain('"priority": 9223372036854774807,');
    expect(json).toContain('"usual": 9223372036854774806\n');
    expect((await ok('get ranks --no-headers')).trim().split(/ +/)).toEqual([
      ...['high', '9223372036854774807', '9223372036854774807'],
    ]);
    expect(await ok('apply -f -', rank('9223372036854774807'))).toBe('rank.example.com/high unchanged\n');
  });

  it('differ when they differ by one', async () => {
    // What kubectl's own apply compares are floats: it would patch nothing here.
    expect(await ok('replace -f -', rank('9223372036854774806'))).toBe('rank.example.com/high replaced\n');
    expect(await ok('get rank high -o jsonpath={.spec.priority}/{.metadata.generation}')).toBe('9223372036854774806/2');
  });

  it.each([
    ['merge', '{"spec":{"priority":-9223372036854775808}}', '-9223372036854775808'],
    ['json', '[{"op":"replace","path":"/spec/priority","value":9007199254740993}]', '9007199254740993'],
  ])('come by a %s patch', async (type, patch, expected) => {
    await ok(`patch rank high --type=${type} -p ${patch}`);
    expect(await ok('get rank high -o jsonpath={.spec.priority}')).toBe(expected);
  });

  it('come by server-side apply, and conflict with what another owns', async () => {
    const own = 'apply --server-side --field-manager=one -f -';
    await ok(`${own} --force-conflicts`, rank('9223372036854774805'));
    expect(await ok(own, rank('9223372036854774805'))).toContain('serverside-applied');
    const other = ['apply', '--server-side', '--field-manager=two', '-f', '-'];
    const { stderr } = await kubectl(other, { input: rank('9223372036854774804') });
    expect(stderr).toContain('conflict with "one": .spec.priority');
    expect((await kubectl(other, { input: rank('9223372036854774805') })).code).toBe(0);
  });

  it('are held to the rules and types of their definition', async () => {
    const refused = async (spec: string) =>
      (await kubectl(['replace', '-f', '-'], { input: rank(spec) })).stderr.replace(/^[^:]*: /, '');
    expect(await refused('9223372036854774808')).toContain('spec: Invalid value: too much');
    expect(await refused('9223372036854775808')).toContain('spec.priority in body must be of type int64: "float64"');
    expect(await refused('1, bounded: 9223372036854774807')).toBe(
      'spec.bounded: Invalid value: 9223372036854774807: spec.bounded in body should be less than or equal to 9223372036854774784\n',
    );
  });

  it('are seen by a watch', async () => {
    const hear = (stdout: string) => stdout.includes('9223372036854774805');
    const { stdout } = await kubectl('get ranks -o jsonpath={.spec.priority} --watch'.split(' '), { hear });
    expect(stdout).toContain('9223372036854774805');
  });

  it('come in the protobuf of built-in kinds and in YAML, and end in grace periods and tokens', async () => {
    const pod = `
apiVersion: v1
kind: Pod
metadata: { name: patient }
spec:
  terminationGracePeriodSeconds: 9223372036854775807
  containers: [{ name: a, image: nginx }]
`;
    await embedded.cluster.create({
      ...{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } },
    });
    await ok('apply -f -', pod);
    expect(await ok('get pod patient -o jsonpath={.spec.terminationGracePeriodSeconds}')).toBe('9223372036854775807');
    await ok('delete pod patient --wait=false');
    const { stderr } = await kubectl(['create', 'token', 'default', '--duration=60s']);
    expect(stderr).toContain('may not specify a duration less than 10 minutes');
  });
});
