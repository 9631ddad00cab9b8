/** One field as it stands on the wire. */
export type WireField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'fixed'; readonly bytes: Buffer }
  | { readonly number: number; readonly kind: 'bytes'; readonly bytes: Buffer };

/** A message that is cut off or not protobuf. */
export class WireError extends Error {}

/** The fields of a protobuf message, in the order they are written. */
export function readFields(message: Buffer): readonly WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new WireError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new WireError('integer overflow');
  };
  const take = (length: number): Buffer => {
    if (at + length > message.length) throw new WireError('unexpected EOF');
    const bytes = message.subarray(at, at + length);
    at += length;
    return bytes;
  };
  while (at < message.length) {
    const key = varint();
    const number = Number(key >> 3n);
    const type = Number(key & 7n);
    if (type === 0) fields.push({ number, kind: 'varint', value: varint() });
    else if (type === 1) fields.push({ number, kind: 'fixed', bytes: take(8) });
    else if (type === 2) fields.push({ number, kind: 'bytes', bytes: take(Number(varint())) });
    else if (type === 5) fields.push({ number, kind: 'fixed', bytes: take(4) });
    else throw new WireError(`illegal wireType ${type}`);
  }
  return fields;
}
