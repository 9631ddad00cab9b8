import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

const autoscaler = 'autoscaling/horizontalpodautoscalers';
const metric = (field: string, target: object, more: object = {}) => ({
  type: `${field.charAt(0).toUpperCase()}${field.slice(1)}`,
  [field]: { ...more, target },
});
const state = (field: string, current: object) => ({ type: 'Any', [field]: { current } });

describe('a metric', () => {
  const cpu = { name: 'cpu' };
  it.each([
    [metric('external', { value: '5' }), undefined, '<unknown>/5'],
    [metric('external', { value: '5' }), state('external', { value: '3' }), '3/5'],
    [metric('external', { value: '5' }), state('external', {}), '<nil>/5'],
    [metric('external', {}), undefined, '<unknown>/<nil>'],
    [metric('external', { averageValue: '5' }), undefined, '<unknown>/5 (avg)'],
    [metric('external', { averageValue: '5' }), state('external', {}), '<unknown>/5 (avg)'],
    [
      metric('external', { averageValue: '5', value: '9' }),
      state('external', { averageValue: '3', value: '8' }),
      '3/5 (avg)',
    ],
    [metric('object', { value: '5' }), state('object', { value: '3' }), '3/5'],
    [metric('object', { averageValue: '5' }), state('object', { averageValue: '3' }), '3/5 (avg)'],
    [metric('object', { value: '5' }), state('external', { value: '3' }), '<unknown>/5'],
    [metric('pods', { averageValue: '5' }), undefined, '<unknown>/5'],
    [metric('pods', { averageValue: '5' }), state('pods', {}), '<nil>/5'],
    [metric('pods', { averageValue: '5' }), state('pods', { averageValue: '3' }), '3/5'],
    [metric('resource', { averageValue: '5' }, cpu), undefined, 'cpu: <unknown>/5'],
    [metric('resource', { averageValue: '5' }, cpu), state('resource', { averageValue: '3' }), 'cpu: 3/5'],
    [metric('resource', { averageValue: '5' }, cpu), state('resource', {}), 'cpu: <nil>/5'],
    [metric('resource', { averageUtilization: 80 }, cpu), undefined, 'cpu: <unknown>/80%'],
    [metric('resource', { averageUtilization: 80 }, cpu), state('resource', { averageUtilization: 0 }), 'cpu: 0%/80%'],
    [metric('resource', {}, cpu), state('resource', {}), 'cpu: <unknown>/<auto>'],
    [metric('containerResource', { averageValue: '5' }, cpu), undefined, 'cpu: <unknown>/5'],
    [
      metric('containerResource', { averageUtilization: 80 }, cpu),
      state('containerResource', { averageUtilization: 9 }),
      'cpu: 9%/80%',
    ],
    [metric('other', {}), undefined, '<unknown type>'],
  ])('of %j at %j is shown as %s', (wanted, now, text) => {
    const status = { currentMetrics: now ? [now] : undefined };
    expect(rowOf(autoscaler, { spec: { metrics: [wanted] }, status })[2]).toBe(text);
  });
});

describe('an autoscaler', () => {
  const pods = (value: string) => metric('pods', { averageValue: value });
  it.each([
    [[], '<none>'],
    [[pods('1'), pods('2')], '7/1, <unknown>/2'],
    [[pods('1'), pods('2'), pods('3'), pods('4')], '7/1, <unknown>/2 + 2 more...'],
  ])('of the metrics %j shows %s', (metrics, text) => {
    const status = { currentMetrics: [state('pods', { averageValue: '7' })] };
    expect(rowOf(autoscaler, { spec: { metrics }, status })[2]).toBe(text);
  });

  it('shows what it scales between which bounds', () => {
    const spec = { scaleTargetRef: { kind: 'Deployment', name: 'd' }, minReplicas: 0, maxReplicas: 4 };
    const row = ['x', 'Deployment/d', '<none>', '0', 4, 3, '5s'];
    expect(rowOf(autoscaler, { spec, status: { currentReplicas: 3 } })).toEqual(row);
  });
});

describe('the row of', () => {
  it.each([
    [
      'a quota',
      '/resourcequotas',
      {
        status: {
          hard: { pods: '4', 'limits.memory': '2Gi', cpu: '1', limitsome: '9', 'limits.cpu': '2' },
          used: { pods: '1', 'limits.cpu': '1' },
        },
      },
      ['cpu: 0/1, limitsome: 0/9, pods: 1/4', 'limits.cpu: 1/2, limits.memory: 0/2Gi', '5s'],
    ],
    ['a class of runtimes', 'node.k8s.io/runtimeclasses', { handler: 'runc' }, ['runc', '5s']],
    ['webhooks', 'admissionregistration.k8s.io/mutatingwebhookconfigurations', { webhooks: [{}, {}] }, [2, '5s']],
    [
      'a driver',
      'storage.k8s.io/csidrivers',
      {
        spec: {
          ...{ attachRequired: false, podInfoOnMount: true, storageCapacity: true, requiresRepublish: true },
          ...{
            tokenRequests: [{ audience: 'a' }, { audience: 'b' }],
            volumeLifecycleModes: ['Persistent', 'Ephemeral'],
          },
        },
      },
      [false, true, true, 'a,b', true, 'Persistent,Ephemeral', '5s'],
    ],
    [
      'a driver that says no',
      'storage.k8s.io/csidrivers',
      {
        spec: {
          ...{ attachRequired: true, podInfoOnMount: false, storageCapacity: false, requiresRepublish: false },
          ...{ tokenRequests: [], volumeLifecycleModes: [] },
        },
      },
      [true, false, false, '', false, '<none>', '5s'],
    ],
  ])('%s', (_what, table, object, cells) => {
    expect(rowOf(table, object)).toEqual(['x', ...cells]);
  });
});
