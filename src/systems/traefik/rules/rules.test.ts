import { describe, expect, it } from 'vitest';
import { makeRuleInput } from '../../../check/check-objects.ts';
import { objectsRulesOf } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { exampleIngress, exampleMiddleware, exampleRoute, exampleService } from '../rule-examples.ts';
import { rules as all } from './index.ts';

const rules = objectsRulesOf(all);

const check = (id: string, objects: readonly UnknownObject[]) =>
  rules.find((rule) => rule.id === id)!.check(makeRuleInput(objects.map((object) => ({ object }))));

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('passes its passing examples', () => {
    expect(check(id, rule.examples.passing)).toEqual([]);
  });

  it('says what to do about each of its failing examples', () => {
    const problems = check(id, rule.examples.failing);
    expect(problems.length).toBeGreaterThan(0);
    expect(
      problems.every(
        ({ message, hint, knownBy, path }) => message !== '' && (hint ?? knownBy) !== undefined && path !== undefined,
      ),
    ).toBe(true);
  });
});

describe('hints', () => {
  const route = exampleRoute('r', 'Host(`a`)', { route: { middlewares: [{ name: 'lam' }] } });
  it.each([
    ['middleware-not-found', [exampleMiddleware('lan', {}), route], 'did you mean lan?'],
    ['middleware-not-found', [route], 'add a Middleware apps/lam'],
    [
      'middleware-name-without-provider',
      [exampleMiddleware('auth', {}), exampleIngress({ 'traefik.ingress.kubernetes.io/router.middlewares': 'auth' })],
      'write apps-auth@kubernetescrd',
    ],
    [
      'ingressroute-service-missing',
      [
        exampleService('hello'),
        exampleRoute('r', 'Host(`a`)', { route: { services: [{ name: 'hello', port: '80' }] } }),
      ],
      'write the number without quotes: port: 80',
    ],
    [
      'rule-syntax-error',
      [exampleRoute('r', 'Host(`a`)\n&& Path(`/b`)')],
      'a line may end with && or ||, not begin with it: write the rule in one line, or use >- instead of |',
    ],
    [
      'rule-syntax-error',
      [exampleRoute('r', 'Host(hello.example.org)')],
      'put values between backticks: Host(`hello.example.org`)',
    ],
    [
      'rule-syntax-error',
      [exampleRoute('r', 'Headers(`X`, `y`)')],
      'Traefik 3 has Header and HeaderRegexp (and Host) instead',
    ],
  ])('%s: %#', (id, objects, hint) => {
    expect(check(id, objects).map((problem) => problem.hint)).toEqual([hint]);
  });

  it('nothing is said where a chart may bring the Service', () => {
    const release: UnknownObject = {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: 'x', namespace: 'flux-system' },
      spec: { targetNamespace: 'apps' },
    };
    expect(check('ingressroute-service-missing', [exampleRoute('r', 'Host(`a`)')])).toHaveLength(1);
    expect(check('ingressroute-service-missing', [release, exampleRoute('r', 'Host(`a`)')])).toEqual([]);
  });
});
