import { expect, test } from 'vitest';
import type { VerifyReport, VerifyRow } from '../app/verify-report.ts';
import { plainStyle } from './style.ts';
import { printVerify } from './verify-text.ts';

const row = (more: Partial<VerifyRow> = {}): VerifyRow => ({
  url: 'https://hello.example.org/',
  address: '10.0.0.9',
  connectedTo: '10.0.0.9:443',
  expected: '200',
  observed: '200',
  outcome: 'kept',
  differences: [],
  connectMs: 1.5,
  tlsMs: 12,
  trusted: false,
  object: 'IngressRoute/apps/hello',
  ...more,
});
const print = (rows: readonly VerifyRow[], notCompared: readonly string[] = []): readonly string[] => {
  const report: VerifyReport = { schemaVersion: 1, lab: 'loft', cluster: 'home', rows, notCompared };
  return printVerify(report, 80, plainStyle);
};

test('what differs comes first, with the first step that explains it and what to look at', () => {
  const differences = [
    { step: 'dns', expected: 'hello is 10.0.0.9', observed: 'hello is not known here', hint: 'add the record' },
    { step: 'answer', expected: '200', observed: '404', hint: 'look at the route' },
  ] as const;
  expect(print([row(), row({ outcome: 'differs', differences })])).toEqual([
    'loft on home: 1 of 2 promises kept, 1 differs',
    '',
    'https://hello.example.org/ dns: hello is not known here',
    '  promised: hello is 10.0.0.9',
    '  next: add the record',
    '  then answer: 404, not 200',
    '',
    '  ok https://hello.example.org/ 200 (TCP 1.5 ms, TLS 12 ms, certificate not',
    '  trusted here)',
  ]);
});

test('what could not be compared is not known, and no difference', () => {
  const unknown = row({ outcome: 'unknown', reason: 'Services may not be listed' });
  const bare = row({ connectMs: undefined, tlsMs: undefined, trusted: undefined });
  expect(print([unknown, bare], ['udp://10.0.0.9:53: it is no HTTP'])).toEqual([
    'loft on home: 1 of 2 promises kept, 1 not known',
    '',
    'Not known',
    '  https://hello.example.org/: Services may not be listed',
    '  udp://10.0.0.9:53: it is no HTTP',
    '',
    '  ok https://hello.example.org/ 200',
  ]);
});
