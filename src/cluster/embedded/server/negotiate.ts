import { refusal } from '../api/refusals.ts';

/** How an answer is to be written. */
export interface Format {
  readonly encoding: 'json' | 'yaml';
  /** `Table`, `PartialObjectMetadata` …, when the client asked for a view in that form. */
  readonly as: string | undefined;
  /** Group and version of that view. */
  readonly view: string | undefined;
}

const encodings: Readonly<Record<string, Format['encoding']>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/*': 'json',
  '*/*': 'json',
};

/** What the router of the real server offers for a path that can be watched. */
const representations = ['', ';stream=watch']
  .flatMap((suffix) => ['json', 'yaml', 'vnd.kubernetes.protobuf'].map((type) => `application/${type}${suffix}`))
  .filter((type) => type !== 'application/yaml;stream=watch')
  .join(', ');

const views = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList', 'APIGroupDiscoveryList']);
const plain: Format = { encoding: 'json', as: undefined, view: undefined };

/**
 * The first form in an Accept header that can be written; protobuf is never written.
 * apiserver pkg/endpoints/handlers/negotiation/negotiate.go
 */
export function negotiate(accept: string): Format {
  if (accept.trim() === '') return plain;
  for (const clause of accept.split(',')) {
    const format = readClause(clause.trim());
    if (format) return format;
  }
  throw refusal(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${representations}`, {});
}

function readClause(clause: string): Format | undefined {
  const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
  const encoding = encodings[type];
  if (!encoding) return undefined;
  const values = new Map(parameters.map((text) => text.split('=', 2) as [string, string]));
  const as = values.get('as');
  if (as === undefined) return { ...plain, encoding };
  if (!views.has(as)) return undefined;
  return { encoding, as, view: `${values.get('g') ?? ''}/${values.get('v') ?? ''}` };
}
