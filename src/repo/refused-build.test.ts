import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import { readRepository } from './repository.ts';

const plugin = 'apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: { name: secrets }\n';
const folder = { 'app/kustomization.yaml': 'generators: [g.yaml]\n', 'app/g.yaml': plugin };
const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: app, namespace: flux-system }
spec: { path: ./app, interval: 1h, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }
`;

const told = (files: Readonly<Record<string, string>>) =>
  readRepository(sortTree(Object.entries(files))).findings.map(({ code, severity }) => `${severity} ${code}`);

describe('a folder that asks for a plugin', () => {
  it('is not known where its owner builds it: whoever allows plugins has them run', () => {
    expect(told(folder)).toEqual(['unknown kustomize-build-not-known']);
  });

  it('is refused where Flux builds it', () => {
    expect(told({ ...folder, 'flux/app.yaml': flux })).toContain('error kustomize-build-failed');
  });
});
