import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../../../test/table-row.ts';

const admission = 'admissionregistration.k8s.io';
const flow = 'flowcontrol.apiserver.k8s.io';

describe('the row of', () => {
  const paramKind = { apiVersion: 'example.com/v1', kind: 'K' };
  it.each([
    [
      'a validating policy',
      `${admission}/validatingadmissionpolicies`,
      { spec: { validations: [{}, {}], paramKind } },
      [2, 'example.com/v1/K', '5s'],
    ],
    [
      'a mutating policy',
      `${admission}/mutatingadmissionpolicies`,
      { spec: { mutations: [{}], paramKind } },
      [1, 'example.com/v1/K', '5s'],
    ],
    [
      'a policy of an empty kind',
      `${admission}/mutatingadmissionpolicies`,
      { spec: { paramKind: {} } },
      [0, '/', '5s'],
    ],
    [
      'a binding of a policy',
      `${admission}/mutatingadmissionpolicybindings`,
      { spec: { policyName: 'p' } },
      ['p', '<unset>', '5s'],
    ],
    [
      'a schema of flows',
      `${flow}/flowschemas`,
      {
        spec: {
          priorityLevelConfiguration: { name: 'p' },
          matchingPrecedence: 3,
          distinguisherMethod: { type: 'ByUser' },
        },
        status: {
          conditions: [
            { type: 'Other', status: 'True' },
            { type: 'Dangling', status: 'False' },
            { type: 'Dangling', status: 'True' },
          ],
        },
      },
      ['p', 3, 'ByUser', '5s', 'False'],
    ],
    [
      'a level of priority',
      `${flow}/prioritylevelconfigurations`,
      {
        spec: {
          type: 'Limited',
          limited: {
            nominalConcurrencyShares: 30,
            limitResponse: { queuing: { queues: 64, handSize: 8, queueLengthLimit: 50 } },
          },
        },
      },
      ['Limited', 30, 64, 8, 50, '5s'],
    ],
    [
      'a level without numbers',
      `${flow}/prioritylevelconfigurations`,
      { spec: { type: 'Limited', limited: { limitResponse: { queuing: {} } } } },
      ['Limited', 0, 0, 0, 0, '5s'],
    ],
    [
      'a level that refuses',
      `${flow}/prioritylevelconfigurations`,
      { spec: { type: 'Limited', limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' } } } },
      ['Limited', 5, '<none>', '<none>', '<none>', '5s'],
    ],
    [
      'a request of a certificate',
      'certificates.k8s.io/certificatesigningrequests',
      { spec: { signerName: 's', username: 'u', expirationSeconds: 7199 } },
      ['5s', 's', 'u', '119m', 'Pending'],
    ],
  ])('%s', (_what, table, object, cells) => {
    expect(rowOf(table, object)).toEqual(['x', ...cells]);
  });
});

describe('the parameters of a binding', () => {
  const selector = {
    matchLabels: { b: '2', a: '1' },
    matchExpressions: [
      { key: 'c', operator: 'In', values: ['x', 'y'] },
      { key: 'd', operator: 'Exists' },
    ],
  };
  it.each([
    [{ name: 'p' }, '*/p'],
    [{ name: 'p', namespace: '' }, '*/p'],
    [{ name: 'p', namespace: 'n', selector }, 'n/p'],
    [{ namespace: 'n' }, '<unset>'],
    [
      { selector: {} },
      '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{},}',
    ],
    [
      { name: '', selector },
      '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:c,Operator:In,Values:[x y],},LabelSelectorRequirement{Key:d,Operator:Exists,Values:[],},},}',
    ],
  ])('%j are %s', (paramRef, text) => {
    expect(rowOf(`${admission}/validatingadmissionpolicybindings`, { spec: { paramRef } })[2]).toBe(text);
  });
});

describe('a request of a certificate', () => {
  it.each([
    [['Approved'], undefined, 'Approved'],
    [['Approved'], 'AA==', 'Approved,Issued'],
    [['Approved'], '', 'Approved'],
    [['Approved', 'Failed'], undefined, 'Approved,Failed'],
    [['Approved', 'Denied'], undefined, 'Denied'],
    [['Failed'], 'AA==', 'Pending,Failed,Issued'],
  ])('of the conditions %j and certificate %j is %s', (types, certificate, text) => {
    const status = { conditions: types.map((type) => ({ type })), certificate };
    expect(rowOf('certificates.k8s.io/certificatesigningrequests', { status })[5]).toBe(text);
  });
});
