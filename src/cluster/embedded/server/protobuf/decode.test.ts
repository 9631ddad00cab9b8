import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './decode.ts';

/** A field of a message: text and messages by length, numbers as varints. */
function field(number: number, value: string | Buffer | number): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

const message = (...fields: Buffer[]): Buffer => Buffer.concat(fields);

function envelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
  const type = message(field(1, apiVersion), field(2, kind));
  return Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, raw)]);
}

const metadata = (...more: Buffer[]): Buffer =>
  field(1, message(field(1, 'x'), field(2, ''), field(8, Buffer.alloc(0)), ...more));
const entry = (key: string, value: string | Buffer): Buffer => message(field(1, key), field(2, value));

describe('a protobuf body', () => {
  it('is read with its maps, and without what is empty', async () => {
    const raw = message(
      metadata(field(11, entry('app', 'web'))),
      field(2, entry('k', 'v')),
      field(3, entry('b', Buffer.from([1, 2]))),
    );
    expect(await decodeProtobuf(envelope('v1', 'ConfigMap', raw))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'x', labels: { app: 'web' } },
      data: { k: 'v' },
      binaryData: { b: 'AQI=' },
    });
  });

  it('keeps a zero that was said, such as no replicas', async () => {
    const raw = message(metadata(), field(2, message(field(1, 0), field(7, 0))));
    expect(await decodeProtobuf(envelope('apps/v1', 'Deployment', raw))).toMatchObject({ spec: { replicas: 0 } });
  });

  it('has times, quantities, and numbers or texts in their JSON form', async () => {
    const port = message(field(1, 'http'), field(3, 80), field(4, message(field(1, 1), field(3, 'web'))));
    const service = message(metadata(field(9, message(field(1, 86_400)))), field(2, message(field(1, port))));
    expect(await decodeProtobuf(envelope('v1', 'Service', service))).toMatchObject({
      metadata: { deletionTimestamp: '1970-01-02T00:00:00Z' },
      spec: { ports: [{ name: 'http', port: 80, targetPort: 'web' }] },
    });
    const limits = field(1, entry('cpu', message(field(1, '500m'))));
    const pod = message(metadata(), field(2, message(field(2, message(field(1, 'c'), field(8, limits))))));
    expect(await decodeProtobuf(envelope('v1', 'Pod', pod))).toMatchObject({
      spec: { containers: [{ name: 'c', resources: { limits: { cpu: '500m' } } }] },
    });
  });

  it('has what Go inlines in its place', async () => {
    const source = field(19, message(field(1, message(field(1, 'settings')))));
    const pod = message(metadata(), field(2, message(field(1, message(field(1, 'v'), field(2, source))))));
    expect(await decodeProtobuf(envelope('v1', 'Pod', pod))).toMatchObject({
      spec: { volumes: [{ name: 'v', configMap: { name: 'settings' } }] },
    });
  });

  it.each([
    ['without the prefix', Buffer.from('nope')],
    ['cut off', envelope('v1', 'ConfigMap', metadata()).subarray(0, 20)],
    ['of a kind that is not known', envelope('v1', 'Nothing', metadata())],
    ['full of noise', Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(64, 0xff)])],
  ])('%s is refused', async (_what, body) => {
    await expect(decodeProtobuf(body)).rejects.toMatchObject({ status: { code: 400 } });
  });
});
