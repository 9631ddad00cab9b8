import { type AddressRange, parseRange } from '../../../core/address.ts';
import type { Json } from '../../../kube/object.ts';
import type { AccessControl, AccessRule, QueryTest } from '../access/access-control.ts';
import { isPolicy, listAt, mapAt, textAt } from './configuration.ts';

/** What cannot be read, in words. */
export interface Unreadable {
  readonly problem: string;
}

/**
 * The access rules of a configuration, names of networks resolved. Where upstream would not start with them: why.
 * Upstream: internal/configuration/validator/access_control.go, schema/access_control.go.
 */
export function readAccessControl(root: Json): AccessControl | Unreadable {
  const written = mapAt(root, 'access_control');
  const defaultPolicy = textAt(written, 'default_policy') || 'deny';
  if (!isPolicy(defaultPolicy))
    return { problem: `access_control: 'default_policy' option '${defaultPolicy}' is invalid` };
  const named = namedNetworks(root, written);
  const rules: AccessRule[] = [];
  for (const [place, each] of listAt(written, 'rules').entries()) {
    const rule = readRule(each, named);
    if ('problem' in rule) return { problem: `access_control: rule #${place + 1}: ${rule.problem}` };
    rules.push(rule);
  }
  if (rules.length === 0 && !defaultPolicy.endsWith('_factor')) return { problem: noRules(defaultPolicy) };
  return { defaultPolicy, rules };
}

const noRules = (policy: string): string =>
  `access_control: 'default_policy' option '${policy}' is invalid: when no rules are specified it must be 'two_factor' or 'one_factor'`;

type Named = ReadonlyMap<string, readonly string[]>;

/** Networks that have a name: under `definitions.network`, or as they were written before 4.39. */
function namedNetworks(root: Json, accessControl: Json): Named {
  const defined = mapAt(mapAt(root, 'definitions'), 'network');
  const names = defined === null ? [] : Object.keys(defined);
  const older = listAt(accessControl, 'networks').map(
    (each) => [textAt(each, 'name'), textsAt(each, 'networks')] as const,
  );
  return new Map([...older, ...names.map((name) => [name, textsAt(defined, name)] as const)]);
}

function readRule(written: Json, named: Named): AccessRule | Unreadable {
  const policy = textAt(written, 'policy');
  if (!isPolicy(policy))
    return {
      problem:
        policy === '' ? "option 'policy' must be present but it's absent" : `option 'policy' '${policy}' is invalid`,
    };
  const networks: AddressRange[] = [];
  for (const text of textsAt(written, 'networks').flatMap((each) => named.get(each) ?? [each])) {
    const range = parseRange(text);
    if (!range) return { problem: `failed to parse network "${text}"` };
    networks.push(range);
  }
  const domains = textsAt(written, 'domain');
  const domainRegexes = textsAt(written, 'domain_regex');
  if (domains.length + domainRegexes.length === 0)
    return { problem: "option 'domain' or 'domain_regex' must be present but are both absent" };
  const subjects = listAt(written, 'subject').map((each) => (Array.isArray(each) ? each.map(String) : [String(each)]));
  if (policy === 'bypass' && subjects.length > 0)
    return { problem: "'policy' option 'bypass' is not supported when 'subject' option is configured" };
  return {
    ...{ domains, domainRegexes, policy, subjects, networks },
    resources: textsAt(written, 'resources'),
    methods: textsAt(written, 'methods'),
    query: listAt(written, 'query').map((each) => (Array.isArray(each) ? each : [each]).map(readTest)),
  };
}

function readTest(written: Json): QueryTest {
  const [key, value, operator] = ['key', 'value', 'operator'].map((name) => textAt(written, name)) as [
    string,
    string,
    string,
  ];
  return { key, value, operator: (operator || (value === '' ? 'present' : 'equal')) as QueryTest['operator'] };
}

const textsAt = (value: Json, key: string): readonly string[] => listAt(value, key).map(String);
