import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printDuration } from '../../../kube/duration.ts';
import type { FluxKustomization } from '../read-objects.ts';
import { printCycle, sortDependents, timingOf } from './semantics.ts';

const timing = (spec: object) => {
  const { retry, timeout } = timingOf({ spec } as FluxKustomization);
  return [printDuration(timeout), printDuration(retry)];
};

describe('timing of a Kustomization', () => {
  it.each([
    [{ interval: '10m' }, '9m30s', '10m0s'],
    [{ interval: '1h' }, '59m30s', '1h0m0s'],
    [{ interval: '1m' }, '30s', '1m0s'],
    [{ interval: '30s' }, '30s', '30s'],
    [{ interval: '10m', timeout: '10s' }, '30s', '10m0s'],
    [{ interval: '1h', retryInterval: '2m', timeout: '5m' }, '5m0s', '2m0s'],
  ])('%j waits %s and tries again after %s', (spec, timeout, retry) => {
    expect(timing(spec)).toEqual([timeout, retry]);
  });
});

const dependent = (name: string, ...dependsOn: string[]) => ({
  namespace: 'default',
  name,
  dependsOn: dependsOn.map((each) => ({ name: each })),
});

describe('order of dependencies', () => {
  it('puts each after what it depends on', () => {
    const { order } = sortDependents([dependent('apps', 'configs'), dependent('configs', 'infra'), dependent('infra')]);
    expect(order).toEqual(['default/infra', 'default/configs', 'default/apps']);
  });

  it('names the circle as Flux does', () => {
    const { cycle } = sortDependents([
      dependent('dependency', 'endless'),
      dependent('endless', 'circular'),
      dependent('circular', 'dependency'),
    ]);
    expect(printCycle(cycle!)).toBe(
      'circular dependency detected: default/dependency -> default/endless -> default/circular -> default/dependency',
    );
  });

  it('holds for any graph without circles', () => {
    const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 30 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const down = pairs.filter(([from, to]) => from > to);
        const all = Array.from({ length: 10 }, (_, i) =>
          dependent(`k${i}`, ...down.filter(([from]) => from === i).map(([, to]) => `k${to}`)),
        );
        const { order } = sortDependents(all);
        for (const [from, to] of down) {
          expect(order.indexOf(`default/k${to}`)).toBeLessThan(order.indexOf(`default/k${from}`));
        }
      }),
    );
  });
});
