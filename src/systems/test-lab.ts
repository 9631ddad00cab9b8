import type { ComposedSystem } from '../compose/composed-object.ts';
import { readDocuments } from '../kube/yaml-read.ts';
import { components } from './components.ts';
import { composePart } from './compose-part.ts';
import { type LabInput, labDefinition } from './lab.ts';

/** What a system composes for a small lab with these fields. For tests. */
export const composeSystem = (id: string, input: Partial<LabInput>): ComposedSystem =>
  composePart(
    components.find((component) => component.id === id)!,
    labDefinition.schema.parse({
      name: 'barn',
      repository: { url: 'https://git.example.org/barn.git' },
      network: { cidr: '10.0.0.0/24', gateway: '10.0.0.1' },
      nodes: [{ name: 'n1', address: '10.0.0.2', role: 'control-plane' }],
      addresses: { pools: [{ name: 'all', addresses: ['10.0.0.9'] }] },
      ingress: { address: '10.0.0.9' },
      certificates: { issuer: { type: 'internal-ca' }, domains: ['barn.example.org'] },
      ...input,
    }),
  );

/** The text of a file of a composed system; fails when there is none. For tests. */
export function fileOf({ files = [] }: ComposedSystem, path: string): string {
  const file = files.find((each) => each.path === path);
  if (!file) throw new Error(`no file ${path} among ${files.map((each) => each.path).join(', ')}`);
  return file.text;
}

/** The documents of a file of a composed system. For tests. */
export const documentsOf = (parts: ComposedSystem, path: string): unknown[] =>
  readDocuments(fileOf(parts, path), path).documents.map(({ value }) => value);
