import { describe, expect, it } from 'vitest';
import type { PodTemplateSpec } from '../../kube/types.ts';
import { dumpTyped } from '../kit/go-dump.ts';
import { dumpQuantity } from '../kit/go-quantity.ts';
import { computeHash } from './template-hash.ts';

/** As the API server keeps a template of which only labels and one image were written. */
const defaulted = (image: string): PodTemplateSpec =>
  ({
    metadata: { labels: { a: 'b' } },
    spec: {
      containers: [
        {
          name: 'c',
          image,
          resources: {},
          imagePullPolicy: 'IfNotPresent',
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
    },
  }) as PodTemplateSpec;

describe('the hash of a pod template', () => {
  it('is the one that Kubernetes 1.36.3 computes', () => {
    expect(computeHash(defaulted('i:1'))).toBe('5d66986cf7');
  });

  it('follows from the content alone, whatever the order of the fields', () => {
    const { metadata, spec } = defaulted('i:1');
    const reversed = Object.fromEntries(Object.entries(spec).reverse()) as PodTemplateSpec['spec'];
    expect(computeHash({ spec: reversed, metadata })).toBe('5d66986cf7');
    expect(computeHash(defaulted('i:2'))).not.toBe('5d66986cf7');
  });

  it('changes with the collision count', () => {
    const hashes = [undefined, 0, 1].map((count) => computeHash(defaulted('i:1'), count));
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('the dump of a Go value', () => {
  it.each([
    ['v1.Protocol', 'TCP', '(v1.Protocol)TCP'],
    ['*int64', undefined, '(*int64)<nil>'],
    ['*int64', 30, '(*int64)30'],
    ['map[string]string', { b: '2', a: '1' }, '(map[string]string)map[a:1 b:2]'],
    ['[]string', [], '([]string)<nil>'],
    ['intstr.IntOrString', 'http', '(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}'],
    ['v1.KeyToPath', { key: 'k', path: 'p' }, '(v1.KeyToPath){Key:(string)k Path:(string)p Mode:(*int32)<nil>}'],
  ])('prints %s %j', (type, value, printed) => {
    expect(dumpTyped(type, value)).toBe(printed);
  });

  it.each([
    ['100m', 'value:(int64)100 scale:(resource.Scale)-3', 's:(string)100m Format:(resource.Format)DecimalSI'],
    ['128Mi', 'value:(int64)134217728 scale:(resource.Scale)0', 's:(string) Format:(resource.Format)BinarySI'],
    ['1Gi', 'value:(int64)1073741824 scale:(resource.Scale)0', 's:(string)1Gi Format:(resource.Format)BinarySI'],
    ['0', 'value:(int64)0 scale:(resource.Scale)0', 's:(string)0 Format:(resource.Format)DecimalSI'],
    ['2', 'value:(int64)2 scale:(resource.Scale)0', 's:(string)2 Format:(resource.Format)DecimalSI'],
  ])('prints the quantity %s', (text, amount, rest) => {
    expect(dumpQuantity(text)).toBe(
      `{i:(resource.int64Amount){${amount}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} ${rest}}`,
    );
  });
});
