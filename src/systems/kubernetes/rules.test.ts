import { describe, expect, it } from 'vitest';
import { checkObjects, makeRuleInput } from '../../check/check-objects.ts';
import { objectsRulesOf } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import {
  exampleDaemonSet,
  exampleDeployment,
  exampleIngress,
  exampleNamespace,
  exampleService,
} from './rule-fixtures.ts';
import { rules as all } from './rules/index.ts';

const rules = objectsRulesOf(all);

const check = (id: string, objects: readonly UnknownObject[]) => {
  const rule = rules.find((candidate) => candidate.id === id)!;
  return rule
    .check(makeRuleInput(objects.map((object) => ({ object }))))
    .map(({ message, path }) => ({ message, path }));
};

describe.each(rules)('rule $id', ({ id, examples }) => {
  const found = (objects: readonly UnknownObject[]) =>
    checkObjects(
      rules.filter((rule) => rule.id === id),
      objects.map((object) => ({ object })),
    );

  it('finds nothing in its passing example and one problem in its failing one', async () => {
    expect(await found(examples.passing)).toEqual([]);
    const told = await found(examples.failing);
    const wrong = told.filter(({ severity }) => severity !== 'unknown');
    // Beside what is wrong an example may show what is not known.
    expect(wrong.length > 0 ? wrong : told).toHaveLength(1);
  });
});

const release: UnknownObject = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'chart', namespace: 'flux-system' },
  spec: { targetNamespace: 'hello' },
};

describe('a service', () => {
  it('is told what it selects in vain and what there is', () => {
    expect(
      check('selector-matches-nothing', [exampleService({ selector: { app: 'helo' } }), exampleDeployment()]),
    ).toEqual([
      {
        message: 'selects pods with app=helo, and nothing in namespace hello makes such pods',
        path: ['spec', 'selector'],
      },
    ]);
  });

  it('is left alone where a chart may bring the pods', () => {
    expect(check('selector-matches-nothing', [exampleService({ selector: { app: 'helo' } }), release])).toEqual([]);
  });

  it.each([
    ['without selector', { selector: undefined }],
    ['of type ExternalName', { type: 'ExternalName', externalName: 'nas.lan' }],
  ])('%s selects nothing on purpose', (_name, spec) => {
    expect(check('selector-matches-nothing', [exampleService(spec)])).toEqual([]);
  });

  it('may lead to a port by number that no container declares', () => {
    expect(
      check('service-port-matches-nothing', [
        exampleService({ ports: [{ port: 80, targetPort: 9999 }] }),
        exampleDeployment(),
      ]),
    ).toEqual([]);
  });
});

describe('an ingress', () => {
  it('is told of a missing service, unless a chart may bring it', () => {
    const lost = [exampleIngress({ number: 80 }, 'gone')];
    expect(check('ingress-backend-missing', lost)).toMatchObject([
      { message: 'leads to Service hello/gone, which does not exist' },
    ]);
    expect(check('ingress-backend-missing', [...lost, release])).toEqual([]);
  });

  it('is told of a missing port even where a chart is', () => {
    const objects = [exampleIngress({ name: 'web' }), exampleService(), release];
    expect(check('ingress-backend-missing', objects)).toEqual([
      {
        message: 'leads to port web of Service hello/hello, which has no such port',
        path: ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'port'],
      },
    ]);
  });
});

describe('the rolling update of a daemon set', () => {
  it.each([
    ['nothing set', {}, 0],
    ['maxUnavailable alone', { maxUnavailable: '25%' }, 0],
    ['surge without unavailable', { maxSurge: '50%', maxUnavailable: 0 }, 0],
    ['surge beside the default', { maxSurge: 1 }, 1],
    ['both set', { maxSurge: 1, maxUnavailable: 1 }, 1],
    ['neither', { maxSurge: 0, maxUnavailable: '0%' }, 1],
  ])('with %s has %s', (_name, rollingUpdate, problems) => {
    expect(check('daemonset-surge', [exampleDaemonSet(rollingUpdate)])).toHaveLength(problems);
  });
});

describe('pod security', () => {
  it('says what is broken in the words of the admission plugin', () => {
    const [problem] = check('pod-security-violation', [exampleNamespace('restricted'), exampleDeployment()]);
    expect(problem?.message).toContain(
      'violates PodSecurity "restricted:latest" of namespace hello: allowPrivilegeEscalation != false',
    );
    expect(problem?.path).toEqual(['spec', 'template', 'spec']);
  });
});
