import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { valueAt } from '../chart-values.ts';
import { components } from '../components.ts';
import { planned } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { composeSystem } from '../test-lab.ts';
import { chart } from './chart.ts';
import { component } from './component.ts';

const certificates = {
  issuer: { type: 'internal-ca' as const },
  domains: ['barn.example.org'],
  mirror: ['tools', 'media'],
};

const labOf = (input: Partial<LabInput>) =>
  planned(
    labDefinition.schema.parse({
      name: 'barn',
      network: { cidr: '10.0.0.0/24' },
      nodes: [{ name: 'n1', address: '10.0.0.2' }],
      ...input,
    }),
  );

describe('Reflector', () => {
  test.each<[input: Partial<LabInput>, there: boolean]>([
    [{}, false],
    [{ reflector: {} }, true],
    [{ certificates }, true],
    [{ certificates: { ...certificates, mirror: undefined } }, false],
    [{ certificates: { more: [{ name: 'shop', names: ['a.example.org'], mirror: ['shop'] }] } }, true],
  ])('with %j is there: %s', (input, there) => {
    const { lab, plan } = labOf(input);
    expect(components).toContain(component);
    expect(component.isLeftOut?.(lab, plan)).toBe(!there);
  });

  test('comes by a release whose values are all known, in a restricted namespace', () => {
    const { controller, sources } = composeSystem('reflector', { reflector: { values: { replicaCount: 1 } } });
    expect(sources.map(({ object }) => object.metadata.name)).toEqual(['emberstack']);
    const values = valueAt(controller[1]?.object as Values, 'spec.values') as Values;
    const request = { name: 'reflector', namespace: 'reflector', version: '10.0.63', values };
    expect(chart.render(request).unknown).toEqual([]);
  });

  test('a Secret to be copied names the namespaces in both lists', () => {
    const { config } = composeSystem('cert-manager', { certificates });
    const certificate = config.find(({ object }) => object.metadata.name === 'default')?.object as Values;
    const domain = 'reflector.v1.k8s.emberstack.com';
    expect(valueAt(certificate, 'spec.secretTemplate')).toEqual({
      annotations: {
        [`${domain}/reflection-allowed`]: 'true',
        [`${domain}/reflection-allowed-namespaces`]: 'media,tools',
        [`${domain}/reflection-auto-enabled`]: 'true',
        [`${domain}/reflection-auto-namespaces`]: 'media,tools',
      },
    });
  });

  test('annotations of a person’s own come before those', () => {
    const template = { annotations: { 'reflector.v1.k8s.emberstack.com/reflection-allowed': 'false', 'a/b': 'c' } };
    const { config } = composeSystem('cert-manager', { certificates: { ...certificates, template } });
    const certificate = config.find(({ object }) => object.metadata.name === 'default')?.object as Values;
    expect(valueAt(certificate, 'spec.secretTemplate.annotations')).toMatchObject(template.annotations);
  });

  test('the namespace of the gate is left out: there the Secret is itself', () => {
    const { config } = composeSystem('cert-manager', {
      certificates: { ...certificates, mirror: ['traefik', 'media'] },
    });
    expect(JSON.stringify(config)).toContain('reflection-auto-namespaces":"media"');
  });
});
