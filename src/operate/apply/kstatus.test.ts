import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../kube/object.ts';
import { statusOf } from './kstatus.ts';

const object = (apiVersion: string, kind: string, rest: object = {}): UnknownObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', generation: 2 },
  ...rest,
});
const condition = (type: string, status: string, reason = '') => ({ conditions: [{ type, status, reason }] });
const progress = (reason: string) => ({ type: 'Progressing', status: 'True', reason });
const available = { type: 'Available', status: 'True' };
const counts = { replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2, observedGeneration: 2 };
const two = { replicas: 2, progressDeadlineSeconds: 600 };

describe('how far an object has come', () => {
  it.each([
    ['any kind without status', object('v1', 'Thing'), 'Current'],
    ['one that is going', { ...object('v1', 'Thing'), metadata: { name: 'x', deletionTimestamp: 't' } }, 'Terminating'],
    [
      'one whose last change was not seen',
      object('x/v1', 'Thing', { status: { observedGeneration: 1 } }),
      'InProgress',
    ],
    ['one that is stalled', object('x/v1', 'Thing', { status: condition('Stalled', 'True') }), 'Failed'],
    ['one that reconciles', object('x/v1', 'Thing', { status: condition('Reconciling', 'True') }), 'InProgress'],
    ['one that is ready', object('x/v1', 'Thing', { status: condition('Ready', 'True') }), 'Current'],
    [
      'one that is not ready, which is never Failed',
      object('x/v1', 'Thing', { status: condition('Ready', 'False') }),
      'InProgress',
    ],
    [
      'a release Flux has just made',
      object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { status: { observedGeneration: -1 } }),
      'InProgress',
    ],
    [
      'a deployment that is rolled out',
      object('apps/v1', 'Deployment', {
        spec: two,
        status: { ...counts, conditions: [available, progress('NewReplicaSetAvailable')] },
      }),
      'Current',
    ],
    [
      'a deployment that is rolling',
      object('apps/v1', 'Deployment', {
        spec: two,
        status: { ...counts, conditions: [available, progress('ReplicaSetUpdated')] },
      }),
      'InProgress',
    ],
    [
      'a deployment with a pod missing',
      object('apps/v1', 'Deployment', { spec: two, status: { ...counts, readyReplicas: 1, availableReplicas: 1 } }),
      'InProgress',
    ],
    [
      'a deployment past its deadline',
      object('apps/v1', 'Deployment', {
        spec: two,
        status: { ...counts, conditions: [progress('ProgressDeadlineExceeded')] },
      }),
      'Failed',
    ],
    ['a daemon set nobody has looked at', object('apps/v1', 'DaemonSet'), 'InProgress'],
    [
      'a daemon set with a pod missing',
      object('apps/v1', 'DaemonSet', {
        status: {
          observedGeneration: 2,
          desiredNumberScheduled: 2,
          currentNumberScheduled: 2,
          updatedNumberScheduled: 2,
          numberAvailable: 1,
          numberReady: 1,
        },
      }),
      'InProgress',
    ],
    [
      'a daemon set on no node',
      object('apps/v1', 'DaemonSet', { status: { observedGeneration: 2, desiredNumberScheduled: 0 } }),
      'Current',
    ],
    [
      'a load balancer without an address',
      object('v1', 'Service', { spec: { type: 'LoadBalancer', clusterIP: '10.43.0.9' } }),
      'Current',
    ],
    ['a claim without a volume', object('v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }), 'InProgress'],
    ['a claim with a volume', object('v1', 'PersistentVolumeClaim', { status: { phase: 'Bound' } }), 'Current'],
    [
      'a definition that is served',
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { status: condition('Established', 'True') }),
      'Current',
    ],
    [
      'a definition whose names are taken',
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { status: condition('NamesAccepted', 'False') }),
      'Failed',
    ],
    ['a job at work', object('batch/v1', 'Job', { spec: {} }), 'InProgress'],
    ['a job that is done', object('batch/v1', 'Job', { status: condition('Complete', 'True') }), 'Current'],
    ['a job that failed', object('batch/v1', 'Job', { status: condition('Failed', 'True') }), 'Failed'],
    [
      'a pod that runs but is not ready',
      object('v1', 'Pod', { status: { phase: 'Running', ...condition('Ready', 'False') } }),
      'InProgress',
    ],
  ])('%s', (_, value, status) => {
    expect(statusOf(value)).toBe(status);
  });

  it('is NotFound for what is not there', () => {
    expect(statusOf(undefined)).toBe('NotFound');
  });
});
