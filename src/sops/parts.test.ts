import { describe, expect, test } from 'vitest';
import { createIdentity, readIdentities } from './age.ts';
import { readCreationRules, ruleFor, writeCreationRules } from './creation-rules.ts';
import { isRecipient } from './recipient.ts';
import { printFloat, resolveScalar } from './scalar.ts';

describe('scalars', () => {
  test.each([
    ['yes', 'str', 'yes'],
    ['True', 'bool', 'True'],
    ['0644', 'int', '420'],
    ['0o17', 'int', '15'],
    ['-0x1f', 'int', '-31'],
    ['0b101', 'int', '5'],
    ['1_000', 'int', '1000'],
    ['08', 'float', '8'],
    ['1e3', 'float', '1000'],
    ['1e21', 'float', '1000000000000000000000'],
    ['1.5e-7', 'float', '0.00000015'],
    ['-.inf', 'float', '-Inf'],
    ['2024-1-2', 'time', '2024-01-02T00:00:00Z'],
    ['2024-02-30', 'str', '2024-02-30'],
    ['2024-01-02 03:04:05.50', 'time', '2024-01-02T03:04:05.5Z'],
    ['2024-01-02T03:04:05+02:00', 'time', '2024-01-02T03:04:05+02:00'],
    ['1.2.3', 'str', '1.2.3'],
  ])('%s is %s %s', (text, type, said) => {
    expect(resolveScalar(text)).toEqual({ type, text: said });
  });

  test.each(['', '~', 'null', 'NULL'])('%j is nothing', (text) => {
    expect(resolveScalar(text)).toBeUndefined();
  });

  test('floats are written without an exponent', () => {
    expect([1e-7, -2.5e22, 0.1, -0].map(printFloat)).toEqual(['0.0000001', '-25000000000000000000000', '0.1', '-0']);
  });
});

describe('creation rules', () => {
  const one = 'age1fedlzl7zwsadhw9c36hvv8yqf797mce7u0r294krusgsxl6za3rsswf3t5';
  const other = 'age1d86edmf2z9h0tt48pe4xz9mp4qkj04llyzauvpmchetsd6gpdc8s8t5lm0';

  test('the first one counts whose expression is found in the path', () => {
    const text = `creation_rules:\n- path_regex: ^apps/\n  age: ${one}, ${other}\n  encrypted_suffix: _x\n- age: [${other}]\n`;
    const rules = readCreationRules(text, '.sops.yaml');
    expect(ruleFor(rules, 'apps/a.yaml')).toMatchObject({
      recipients: [one, other],
      selection: { encrypted_suffix: '_x' },
    });
    expect(ruleFor(rules, 'infra/apps/a.yaml')?.recipients).toEqual([other]);
    expect(ruleFor(rules.slice(0, 1), 'infra/a.yaml')).toBeUndefined();
  });

  test('one key group is as no group, several are not known', () => {
    const group = `    - age: [${one}]\n`;
    const rules = (groups: string) => readCreationRules(`creation_rules:\n  - key_groups:\n${groups}`, '.sops.yaml');
    expect(rules(group)[0]).toMatchObject({ recipients: [one], notKnown: [] });
    expect(rules(group + group)[0]?.notKnown).toEqual(['several key_groups']);
  });

  test.each([
    ['path_regex: "("', 'missing closing'],
    ['encrypted_regex: a\n    encrypted_suffix: b', 'at most one'],
  ])('%s is refused', (rule, message) => {
    expect(() => readCreationRules(`creation_rules:\n  - ${rule}\n`, '.sops.yaml')).toThrow(message);
  });

  test('those that are written are read back', () => {
    const [rule] = readCreationRules(writeCreationRules([one, other]), '.sops.yaml');
    expect(rule).toMatchObject({ recipients: [one, other], selection: { encrypted_regex: '^(data|stringData)$' } });
    expect(ruleFor([rule!], 'infra/token.sops.yaml')).toBe(rule);
    expect(ruleFor([rule!], 'infra/token.yaml')).toBeUndefined();
  });
});

describe('age keys', () => {
  test('a recipient is known by its checksum', async () => {
    const { recipient } = await createIdentity();
    expect(isRecipient(recipient)).toBe(true);
    expect(isRecipient(recipient.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q')))).toBe(false);
    expect(isRecipient('age1…')).toBe(false);
  });

  test('a key file holds identities and comments, and nothing else is shown of it', () => {
    expect(() => readIdentities('# a\n\nhunter2\n', 'keys.txt')).toThrow(
      /^keys\.txt holds a line that is no age identity$/,
    );
  });
});
