import type { Json } from '../../../../kube/object.ts';
import { badRequest } from '../../api/refusals.ts';
import { type FieldTables, readMessage } from './message-reader.ts';
import { readFields, WireError } from './wire-reader.ts';

/** What every protobuf body of Kubernetes begins with. */
const prefix = Buffer.from('k8s\0');

const tables = async (): Promise<FieldTables> =>
  (await import('./fields.json', { with: { type: 'json' } })).default as unknown as FieldTables;

/** An object in Kubernetes' protobuf envelope (runtime.Unknown) as JSON. apimachinery pkg/runtime/serializer/protobuf. */
export async function decodeProtobuf(body: Buffer): Promise<Json> {
  if (!body.subarray(0, prefix.length).equals(prefix)) {
    throw badRequest('the object provided is unrecognized: does not appear to be a protobuf message');
  }
  try {
    return decodeUnknown(await tables(), body.subarray(prefix.length));
  } catch (error) {
    if (error instanceof WireError || error instanceof SyntaxError) {
      throw badRequest(`the object provided is unrecognized: proto: ${error.message}`);
    }
    throw error;
  }
}

function decodeUnknown(fields: FieldTables, unknown: Buffer): Json {
  const parts = readFields(unknown);
  const partOf = (number: number): Buffer => {
    const part = parts.find((each) => each.number === number);
    return part && part.kind === 'bytes' ? part.bytes : Buffer.alloc(0);
  };
  const type = readFields(partOf(1));
  const text = (number: number): string => {
    const part = type.find((each) => each.number === number);
    return part && part.kind === 'bytes' ? part.bytes.toString() : '';
  };
  const apiVersion = text(1);
  const kind = text(2);
  const name = kind === 'DeleteOptions' ? 'meta.v1.DeleteOptions' : fields.kinds[`${apiVersion}/${kind}`];
  if (name === undefined) {
    throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}" in its protobuf form`);
  }
  return { apiVersion, kind, ...readMessage(fields, name, partOf(2)) };
}
