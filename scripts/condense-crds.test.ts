import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-crds-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const script = join(import.meta.dirname, 'condense-crds.mjs');
const crd = (schema: string) => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: barns.farm.example.org
  labels: {app: farm}
  annotations: {controller-gen.kubebuilder.io/version: v1, helm.sh/resource-policy: keep}
spec:
  group: farm.example.org
  names: {kind: Barn, plural: barns, singular: barn, listKind: BarnList}
  scope: Namespaced
  conversion: {strategy: Webhook, webhook: {clientConfig: {caBundle: AAAA, service: {name: w, namespace: n}}}}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}}
      additionalPrinterColumns: [{name: Cows, type: integer, jsonPath: .spec.cows, description: How many.}]
      schema: {openAPIV3Schema: ${schema}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other}
`;
const schema = `{type: object, description: A barn., properties: {description: {type: string, description: Prose.},
  cows: {type: integer, minimum: 0, default: 3, x-kubernetes-validations: [{rule: self > 0, message: no cows}]}}}`;

const condense = (text: string, ...more: string[]) => {
  writeFileSync(join(folder, 'in.yaml'), text);
  const args = [script, '--out', join(folder, '1.0.json'), ...more, join(folder, 'in.yaml')];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
};

describe('condensing a definition', () => {
  test('keeps what an API server acts on and drops the prose, also where a field is called description', () => {
    expect(condense(crd(schema)).status).toBe(0);
    const [{ metadata, spec }] = JSON.parse(readFileSync(join(folder, '1.0.json'), 'utf8'));
    expect(metadata).toEqual({ name: 'barns.farm.example.org', annotations: { 'helm.sh/resource-policy': 'keep' } });
    expect(spec.conversion.webhook.clientConfig).toEqual({ service: { name: 'w', namespace: 'n' } });
    expect(spec.versions[0]).toEqual({
      name: 'v1',
      served: true,
      storage: true,
      subresources: { status: {} },
      additionalPrinterColumns: [{ name: 'Cows', type: 'integer', jsonPath: '.spec.cows' }],
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            description: { type: 'string' },
            cows: {
              type: 'integer',
              minimum: 0,
              default: 3,
              'x-kubernetes-validations': [{ rule: 'self > 0', message: 'no cows' }],
            },
          },
        },
      },
    });
  });

  test.each([
    ['a keyword it does not know', '{type: object, x-kubernetes-new: true}', [], 'x-kubernetes-new is not known'],
    [
      'files without a definition of the group',
      schema,
      ['--group', 'other.example.org'],
      'no CustomResourceDefinition',
    ],
  ])('refuses %s in one line', (_, text, more, message) => {
    const { status, stderr } = condense(crd(text), ...more);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('gives the same bytes each time, from a file or its folder', () => {
    condense(crd(schema));
    const once = readFileSync(join(folder, '1.0.json'), 'utf8');
    execFileSync(process.execPath, [script, '--out', join(folder, '1.0.json'), folder]);
    expect(readFileSync(join(folder, '1.0.json'), 'utf8')).toBe(once);
  });
});
