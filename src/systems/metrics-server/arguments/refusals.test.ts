import { expect, test } from 'vitest';
import { refusalsOf } from './refusals.ts';

test.each<[args: readonly string[], refusals: readonly string[]]>([
  [[], []],
  [['--kubelet-insecure-tls', '--metric-resolution=15s'], []],
  [['--metric-resolution=10s'], []],
  [['--metric-resolution=1m'], []],
  [['--metric-resolution=5s'], ['metric-resolution should be a time duration at least 10s, but value 5s provided']],
  [['--metric-resolution=15s', '--metric-resolution=0s'], [expect.stringContaining('value 0s provided')]],
  // Not read here: nothing is said of it.
  [['--metric-resolution=1500ms'], []],
  [
    ['--kubelet-certificate-authority=/ca.crt', '--kubelet-insecure-tls'],
    ['cannot use both --kubelet-certificate-authority and --kubelet-insecure-tls'],
  ],
  [['--kubelet-certificate-authority=/ca.crt', '--kubelet-insecure-tls=false'], []],
  [['--kubelet-client-key=/key'], ['need both --kubelet-client-key and --kubelet-client-certificate']],
  [['--kubelet-client-key=/key', '--kubelet-client-certificate=/crt'], []],
  [
    ['--kubelet-insecure-tls', '--deprecated-kubelet-completely-insecure'],
    ['cannot use both --kubelet-insecure-tls and --deprecated-kubelet-completely-insecure'],
  ],
  [['kubelet-certificate-authority=/ca.crt', '--kubelet-insecure-tls'], []],
])('%j is refused with %j', (args, refusals) => {
  expect(refusalsOf(args)).toEqual(refusals);
});
