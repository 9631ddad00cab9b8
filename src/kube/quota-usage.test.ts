import { describe, expect, it } from 'vitest';
import type { UnknownObject } from './object.ts';
import { podResources } from './pod-resources.ts';
import { printQuantity } from './quantity.ts';
import { isCountedAs, isInScope, quotaUsage } from './quota-usage.ts';

const container = (requests: object, more: object = {}) => ({ resources: { requests }, ...more });
const object = (spec: object, rest: object = {}) =>
  ({ metadata: { name: 'x' }, spec, ...rest }) as unknown as UnknownObject;
const texts = (list: ReadonlyMap<string, Parameters<typeof printQuantity>[0]>) =>
  Object.fromEntries([...list].map(([name, quantity]) => [name, printQuantity(quantity)]));

describe('what a pod asks for', () => {
  it.each([
    [
      'the sum of its containers',
      { containers: [container({ cpu: '100m' }), container({ cpu: '1', memory: '1Mi' })] },
      { cpu: '1100m', memory: '1Mi' },
    ],
    [
      'an init container that needs more',
      { containers: [container({ cpu: '1' })], initContainers: [container({ cpu: '3' })] },
      { cpu: '3' },
    ],
    [
      'sidecars beside containers',
      { containers: [container({ cpu: '1' })], initContainers: [container({ cpu: '1' }, { restartPolicy: 'Always' })] },
      { cpu: '2' },
    ],
    [
      'sidecars beside later init containers',
      {
        containers: [],
        initContainers: [container({ cpu: '1' }, { restartPolicy: 'Always' }), container({ cpu: '3' })],
      },
      { cpu: '4' },
    ],
    [
      'what is said for the whole pod',
      { containers: [container({ cpu: '1', memory: '1Gi' })], resources: { requests: { cpu: '5' } } },
      { cpu: '5', memory: '1Gi' },
    ],
  ])('is %s', (_what, spec, expected) => {
    expect(texts(podResources(spec, 'requests'))).toEqual(expected);
  });
});

describe('what a quota counts', () => {
  const pods = { group: '', plural: 'pods' };
  const services = { group: '', plural: 'services' };

  it.each([
    [
      pods,
      object({ containers: [container({ cpu: '1', 'example.com/gpu': 2 })] }),
      { pods: '1', cpu: '1', 'requests.cpu': '1', 'requests.example.com/gpu': '2', 'count/pods': '1' },
    ],
    [
      pods,
      object({ containers: [container({ cpu: '1' })] }, { status: { phase: 'Succeeded' } }),
      { 'count/pods': '1' },
    ],
    [
      services,
      object({ type: 'ClusterIP', ports: [{}] }),
      { services: '1', 'services.nodeports': '0', 'services.loadbalancers': '0', 'count/services': '1' },
    ],
    [
      services,
      object({ type: 'LoadBalancer', ports: [{}, {}] }),
      { services: '1', 'services.nodeports': '2', 'services.loadbalancers': '1', 'count/services': '1' },
    ],
    [
      services,
      object({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: [{ nodePort: 30_000 }, {}] }),
      { services: '1', 'services.nodeports': '1', 'services.loadbalancers': '1', 'count/services': '1' },
    ],
    [
      { group: '', plural: 'persistentvolumeclaims' },
      object({ storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } }),
      {
        'count/persistentvolumeclaims': '1',
        persistentvolumeclaims: '1',
        'requests.storage': '1Gi',
        'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
        'fast.storageclass.storage.k8s.io/requests.storage': '1Gi',
      },
    ],
    [{ group: '', plural: 'secrets' }, object({}), { secrets: '1', 'count/secrets': '1' }],
    [{ group: '', plural: 'events' }, object({}), { 'count/events': '1' }],
    [{ group: 'apps', plural: 'deployments' }, object({}), { 'count/deployments.apps': '1' }],
  ])('of %o', (kind, counted, expected) => {
    const usage = quotaUsage(kind, counted, 0);
    expect(texts(usage)).toEqual(expected);
    expect([...usage.keys()].filter((name) => !isCountedAs(kind, name))).toEqual([]);
  });

  it('ends with a pod that should be gone', () => {
    const metadata = { name: 'x', deletionTimestamp: '1970-01-01T00:00:10Z', deletionGracePeriodSeconds: 30 };
    const pod = { ...object({ containers: [] }), metadata };
    expect(quotaUsage(pods, pod, 40_000).has('pods')).toBe(true);
    expect(quotaUsage(pods, pod, 40_001).has('pods')).toBe(false);
  });

  const poor = object({ containers: [{}] });
  const rich = object({ containers: [container({ cpu: '1' })], activeDeadlineSeconds: 5, priorityClassName: 'high' });
  const byClass = (operator: string, values: string[] = []) => ({
    scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
  });

  it.each([
    ['no scope', {}, true, true],
    ['BestEffort', { scopes: ['BestEffort'] }, true, false],
    ['NotBestEffort and Terminating', { scopes: ['NotBestEffort', 'Terminating'] }, false, true],
    ['NotTerminating', { scopes: ['NotTerminating'] }, true, false],
    ['a priority class', byClass('Exists'), false, true],
    ['one of some classes', byClass('In', ['high']), false, true],
    ['none of some classes', byClass('NotIn', ['high']), true, false],
    ['without a class', byClass('DoesNotExist'), true, false],
  ])('is chosen by %s', (_what, scope, ofPoor, ofRich) => {
    expect([isInScope(pods, poor, scope), isInScope(pods, rich, scope)]).toEqual([ofPoor, ofRich]);
  });

  it('is no service when there are scopes', () => {
    expect(isInScope(services, object({}), { scopes: ['BestEffort'] })).toBe(false);
  });
});
