import { describe, expect, test } from 'vitest';
import { explainExit } from './explain-exit.ts';
import { explainProbe } from './explain-probe.ts';

describe('the end of a container', () => {
  test.each([
    ['exec /usr/bin/app: exec format error', 'its image is built for other processors than those of the node'],
    ['listen tcp :80: bind: address already in use', 'a port it wants is taken'],
    ['listen tcp :80: bind: permission denied', 'it wants a port below 1024 without being allowed to'],
    ['open /data/app.db: permission denied', 'it may not read or write a file it needs'],
    ['write /data/x: no space left on device', 'its volume is full'],
    ['sqlite3.OperationalError: database is locked', 'its SQLite database is locked or broken'],
    ['dial tcp: lookup db on 10.43.0.10:53: no such host', 'it cannot resolve a name that it connects to'],
    ['dial tcp 10.43.0.7:5432: connect: connection refused', 'what it connects to does not answer'],
    ['FATAL: password authentication failed for user "app"', 'what it signs in to refuses its credentials'],
    [
      'secrets is forbidden: User "system:serviceaccount:a:b" cannot list resource "secrets"',
      'its service account lacks rights that it needs',
    ],
    ['Error: unknown flag: --verbos', 'it does not know an argument that it is given'],
  ])('is explained by its last words: %s', (line, cause) => {
    expect(explainExit({ exitCode: 1 }, ['starting', line])).toMatchObject({ cause, said: true });
  });

  test.each([
    [0, 'its process ends by itself as if its work were done'],
    [126, 'the file it is to start may not be executed'],
    [127, 'the command it is to start is not there'],
    [132, 'its program uses instructions that the processor does not have'],
    [139, 'its program broke (SIGSEGV)'],
    [42, 'its process ends with an error'],
  ])('without words is explained by its exit code: %i', (exitCode, cause) => {
    expect(explainExit({ exitCode }, ['hello'])).toMatchObject({ cause, said: false });
  });
});

test.each([
  ['Readiness probe failed: HTTP probe failed with statuscode: 503', 'it says itself that it is not well'],
  ['Liveness probe failed: HTTP probe failed with statuscode: 401', 'it asks for a sign-in where it is probed'],
  [
    'Readiness probe failed: dial tcp 10.42.0.9:80: connect: connection refused',
    'nothing listens on the probed port at the address of the pod',
  ],
  ['Liveness probe failed: command timed out', 'it answers too late'],
  ['Readiness probe failed: no', 'its probe fails'],
])('a failed probe is explained: %s', (message, cause) => {
  expect(explainProbe(message).cause).toBe(cause);
});
