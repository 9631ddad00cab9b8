import { expect } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { composePart } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { chart } from './chart.ts';
import { component } from './component.ts';

export const compose = (ingress: Partial<LabInput['ingress']> = {}, input: Partial<LabInput> = {}) =>
  composePart(
    component,
    labDefinition.schema.parse({
      name: 'barn',
      repository: { url: 'https://git.example.org/barn.git' },
      network: { cidr: '10.0.0.0/24', trusted: ['10.0.0.0/16'] },
      nodes: [{ name: 'n1', address: '10.0.0.2' }],
      addresses: { pools: [{ name: 'all', addresses: ['10.0.0.8-10.0.0.9'] }] },
      certificates: { issuer: { type: 'internal-ca' }, domains: ['barn.example.org'] },
      ...input,
      ingress: { address: '10.0.0.8', dashboard: { address: '10.0.0.9', host: 'gate.barn.example.org' }, ...ingress },
    }),
  );

type Rendered = {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
};
export const specOf = (object: ComposedObject) => (object.object as unknown as Rendered).spec;
export const inFile = (parts: ReturnType<typeof compose>, file: string) =>
  [...parts.controller, ...parts.config].find((object) => object.file === file)!;

export function install(parts: ReturnType<typeof compose>) {
  const { chart: reference, values } = specOf(inFile(parts, 'helmrelease.yaml')) as {
    chart: { spec: { version: string } };
    values: Values;
  };
  const rendering = chart.render({ name: 'traefik', namespace: 'traefik', version: reference.spec.version, values });
  expect({ error: rendering.error, unknown: rendering.unknown }).toEqual({ error: undefined, unknown: [] });
  const objects = rendering.objects as unknown as Rendered[];
  const workload = objects.find(({ kind }) => kind === 'DaemonSet' || kind === 'Deployment')!;
  const template = workload.spec.template as {
    spec: {
      containers: { args: string[]; ports: { name: string; containerPort: number }[] }[];
      securityContext: unknown;
    };
  };
  const container = template.spec.containers[0]!;
  return {
    workload,
    pod: template.spec,
    args: container.args,
    podPorts: container.ports,
    service: objects.find(({ kind }) => kind === 'Service')!,
  };
}
