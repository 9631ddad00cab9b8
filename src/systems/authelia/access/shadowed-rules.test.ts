import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../config/read-configuration.ts';
import { hiddenBypasses, shadowedRules } from './shadowed-rules.ts';

const control = (rules: string) => {
  const reading = readConfiguration(`access_control: { rules: ${rules} }`, false);
  if (!('configuration' in reading)) throw new Error(JSON.stringify(reading));
  return reading.configuration.accessControl;
};

describe('a rule is never reached', () => {
  test.each([
    ['behind the same domain', '[{ domain: a.org, policy: deny }, { domain: a.org, policy: bypass }]', 1],
    ['behind a wildcard', "[{ domain: '*.org', policy: deny }, { domain: a.org, policy: bypass }]", 1],
    [
      'behind all of its domains only',
      '[{ domain: a.org, policy: deny }, { domain: [a.org, b.org], policy: bypass }]',
      0,
    ],
    [
      'behind no narrower one',
      '[{ domain: a.org, policy: deny, methods: [GET] }, { domain: a.org, policy: bypass }]',
      0,
    ],
    [
      'behind none for some',
      "[{ domain: a.org, policy: deny, subject: 'user:a' }, { domain: a.org, policy: bypass }]",
      0,
    ],
    ['by an expression', "[{ domain: a.org, policy: deny }, { domain_regex: '^a', policy: bypass }]", 0],
  ])('%s: %s', (_, rules, found) => {
    expect(shadowedRules(control(rules))).toHaveLength(found);
  });
});

describe('strangers are asked to sign in for what is open', () => {
  test.each([
    [
      'behind a rule for some',
      "[{ domain: a.org, policy: one_factor, subject: 'user:a' }, { domain: a.org, policy: bypass, resources: [^/api] }]",
      1,
    ],
    [
      'not before it',
      "[{ domain: a.org, policy: bypass, resources: [^/api] }, { domain: a.org, policy: one_factor, subject: 'user:a' }]",
      0,
    ],
  ])('%s: %s', (_, rules, found) => {
    expect(hiddenBypasses(control(rules))).toHaveLength(found);
  });
});
