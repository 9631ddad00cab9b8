import { describe, expect, test } from 'vitest';
import type { LabCore } from '../lab/lab-core.ts';
import type { LabPlan } from '../lab/lab-plan.ts';
import { castRoles } from './cast-roles.ts';
import type { Component } from './component.ts';
import type { Certificates, Gate } from './roles.ts';

const nothing = { sources: [], controller: [], config: [], apps: [] };
const gate = (ingressClass: string): Gate => ({
  namespace: 'gate',
  ingressClass,
  route: () => [],
  stream: () => [],
  defaultCertificate: () => [],
});
const component = (id: string, rest: Partial<Component> = {}): Component => ({
  ...{ id, provides: {}, needs: [], compose: () => nothing },
  ...rest,
});
const usual = component('usual', { provides: { gate: () => gate('usual') } });
const other = component('other', { provides: { gate: () => gate('other') }, isChosen: ({ name }) => name === 'asks' });
const lab = (name: string) => ({ name }) as LabCore;
const plan = {} as LabPlan;

describe('the components of a lab', () => {
  test.each([
    ['nothing', ['apps', 'usual'], 'usual'],
    ['asks', ['apps', 'other'], 'other'],
  ])('in a lab that is named %s are %j', (name, ids, ingressClass) => {
    const { components, roles } = castRoles(lab(name), plan, [usual, other, component('apps')]);
    expect(components.map(({ id }) => id).sort()).toEqual(ids);
    expect(roles.gate?.ingressClass).toBe(ingressClass);
  });

  test('keep the one that fills another role beside the one that is taken over', () => {
    const certificates: Certificates = {
      certificate: () => ({ file: 'c', object: { apiVersion: 'v1', kind: 'C', metadata: { name: 'c' } } }),
    };
    const both = component('both', { provides: { gate: () => gate('both'), certificates: () => certificates } });
    const { components, roles } = castRoles(lab('asks'), plan, [both, other]);
    expect(components.map(({ id }) => id)).toEqual(['other', 'both']);
    expect(roles.gate?.ingressClass).toBe('other');
    expect(roles.certificates).toBe(certificates);
  });

  test('leave out what the lab does without', () => {
    const spare = component('spare', { provides: usual.provides, isLeftOut: ({ name }) => name !== 'spare' });
    const { components, roles } = castRoles(lab('nothing'), plan, [spare, component('apps')]);
    expect(components.map(({ id }) => id)).toEqual(['apps']);
    expect(roles.gate).toBeUndefined();
    expect(castRoles(lab('spare'), plan, [spare]).roles.gate?.ingressClass).toBe('usual');
  });

  test('that fill one role by equal right are refused by name', () => {
    expect(() => castRoles(lab('nothing'), plan, [usual, component('also', { provides: usual.provides })])).toThrow(
      'both also and usual fill the role gate',
    );
  });
});

describe('a role', () => {
  test('is made once, when it is asked for, and may ask for others', () => {
    let made = 0;
    const asking = component('asking', {
      provides: {
        certificates: (_, roles) => {
          made += 1;
          const file = `${roles.gate?.ingressClass}.yaml`;
          return { certificate: () => ({ file, object: { apiVersion: 'v1', kind: 'C', metadata: { name: 'c' } } }) };
        },
      },
    });
    const { roles } = castRoles(lab('nothing'), plan, [usual, asking]);
    expect(made).toBe(0);
    const wish = { name: 'a', namespace: 'a', secretName: 'a', names: [] };
    expect([roles.certificates, roles.certificates].map((role) => role?.certificate(wish).file)).toEqual([
      'usual.yaml',
      'usual.yaml',
    ]);
    expect(made).toBe(1);
  });

  test('that nobody fills, or that asks for itself, is refused by name', () => {
    expect(() => castRoles(lab('nothing'), plan, []).roles.delivery).toThrow('nothing fills the role delivery');
    const circle = component('circle', { provides: { gate: (_, roles) => roles.gate! } });
    expect(() => castRoles(lab('nothing'), plan, [circle]).roles.gate).toThrow(
      'the role gate of circle asks for itself',
    );
  });
});
