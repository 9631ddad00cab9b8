import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { applyBaseline, parseBaseline, printBaseline } from './baseline.ts';
import { fingerprintOf } from './fingerprint.ts';

const finding: Finding = {
  code: 'pool-missing',
  severity: 'error',
  message: 'there is no pool lan, asked for in apps/a.yaml:12:4',
  object: 'Service/media/app',
  file: 'apps/a.yaml',
  line: 12,
};
const read = (findings: readonly Finding[]) => parseBaseline(printBaseline(findings), 'b.json');

describe('a fingerprint', () => {
  it.each<[string, Partial<Finding>]>([
    ['a line moves', { line: 40, column: 2, excerpt: 'x' }],
    ['a line that the message names moves', { message: 'there is no pool lan, asked for in apps/a.yaml:40:2' }],
    ['the file with the object is renamed', { file: 'apps/b.yaml' }],
    ['severity or advice change', { severity: 'warning', hint: 'x', why: 'y' }],
  ])('stays when %s', (_, change) => {
    expect(fingerprintOf({ ...finding, ...change })).toBe(fingerprintOf(finding));
  });

  it('stays when a count changes', () => {
    const counting = (message: string) => fingerprintOf({ ...finding, message });
    expect(counting('what 67 releases of 40 charts install')).toBe(counting('what 68 releases of 41 charts install'));
  });

  it.each<[string, Partial<Finding>]>([
    ['rule', { code: 'x' }],
    ['object', { object: 'Service/media/other' }],
    ['address in the message', { message: '192.168.1.5 is in no pool' }],
    ['port in the message', { message: 'nothing listens at app:8080' }],
  ])('differs by %s', (_, change) => {
    expect(fingerprintOf({ ...finding, ...change })).not.toBe(fingerprintOf(finding));
  });

  it('tells apart addresses, ports and versions', () => {
    const said = ['at 10.0.0.1', 'at 10.0.0.2', 'at a:80', 'at a:81', 'at 1.2', 'at 1.3'];
    expect(new Set(said.map((message) => fingerprintOf({ ...finding, message }))).size).toBe(said.length);
  });
});

describe('a baseline', () => {
  it('leaves what is new, and says what is gone', () => {
    const other = { ...finding, object: 'Service/media/other' };
    const { fresh, known, gone } = applyBaseline(
      [{ ...finding, line: 80 }, other],
      read([finding, { ...finding, code: 'x' }]),
    );
    expect(fresh).toEqual([other]);
    expect(known).toBe(1);
    expect(gone.map(({ code, count }) => [code, count])).toEqual([['x', 1]]);
  });

  it('counts: one more of the same is new', () => {
    const { fresh, known } = applyBaseline([finding, finding, finding], read([finding, finding]));
    expect([fresh.length, known]).toEqual([1, 2]);
    expect(applyBaseline([finding], read([finding, finding])).gone.map(({ count }) => count)).toEqual([1]);
  });

  it('knows all it was written from, in the same bytes for any order', () => {
    const some = fc.record({
      code: fc.constantFrom('a', 'b'),
      severity: fc.constantFrom('error', 'warning', 'unknown', 'info'),
      message: fc.constantFrom('x', 'y 1', 'y 2'),
      object: fc.constantFrom('A/b', 'A/c'),
    });
    fc.assert(
      fc.property(fc.array(some), fc.gen(), (findings, gen) => {
        expect(applyBaseline(findings, read(findings))).toEqual({ fresh: [], known: findings.length, gone: [] });
        const shuffled = gen(fc.shuffledSubarray, findings, { minLength: findings.length });
        const keys = (text: string) =>
          JSON.parse(text).findings.map((each: { fingerprint: string }) => each.fingerprint);
        expect(keys(printBaseline(shuffled))).toEqual(keys(printBaseline(findings)));
      }),
    );
  });

  it.each([
    ['no JSON', '{'],
    ['findings', '{"schemaVersion":1}'],
    ['schemaVersion', '{"schemaVersion":2,"findings":[]}'],
    ['fingerprint', '{"schemaVersion":1,"findings":[{}]}'],
  ])('that is none says so: %s', (reason, text) => {
    const parse = () => parseBaseline(text, 'b.json');
    expect(parse).toThrow(GatehouseError);
    expect(parse).toThrow(new RegExp(`^b.json is no baseline: .*${reason}`));
  });
});
