import type { ServerContext } from './context.ts';
import { definitionsOf } from './openapi.ts';
import { type ApiAnswer, type ApiRequest, answerJson } from './wire.ts';

/**
 * `/openapi/v2`, which kubectl asks for before it sends the items of a List. In JSON it has the schemas of all kinds, no paths.
 * In protobuf, as kubectl wants it, it defines no kind: kubectl then checks nothing by itself, and the server every item.
 */
export async function answerOpenApiV2(
  { state, kubernetesVersion }: ServerContext,
  { accept }: ApiRequest,
): Promise<ApiAnswer> {
  if (accept.includes('com.github.proto-openapi')) return answerProtobuf(kubernetesVersion);
  const info = { title: 'Kubernetes', version: kubernetesVersion };
  return answerJson({ swagger: '2.0', info, paths: {}, definitions: await definitionsOf(state) });
}

/** google/gnostic openapiv2/OpenAPIv2.proto: Document of swagger, info and paths. */
function answerProtobuf(kubernetesVersion: string): ApiAnswer {
  const info = field(1, 'Kubernetes') + field(2, kubernetesVersion);
  return {
    status: 200,
    contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    body: field(1, '2.0') + field(2, info) + field(8, ''),
  };
}

/** A length-delimited field. Number and length must fit in seven bits: then the message is text as well. */
const field = (number: number, value: string): string => String.fromCharCode((number << 3) | 2, value.length) + value;
