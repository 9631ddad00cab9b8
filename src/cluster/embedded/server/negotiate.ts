import { refusal } from '../api/refusals.ts';
import type { ApiRequest } from './wire.ts';

/** How an answer is to be written. */
export interface Format {
  readonly encoding: 'json' | 'yaml';
  /** `Table`, `PartialObjectMetadata` …, when the client asked for a view in that form. */
  readonly as: string | undefined;
  /** Group and version of that view. */
  readonly view: string | undefined;
}

/** A request, and the form its answer takes. */
export interface NegotiatedRequest {
  readonly request: ApiRequest;
  readonly format: Format;
}

/** The apiVersion of what is given in a view. */
export const viewOf = ({ view }: Format): string => view ?? 'meta.k8s.io/v1';

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

const plain: Format = { encoding: 'json', as: undefined, view: undefined };

/** Whether a view (`group/version`, kind) can be given. */
export type AllowedView = (view: string, as: string) => boolean;

/** Views of resources: apiserver pkg/endpoints/handlers/rest.go AllowsMediaTypeTransform. */
const resourceViews = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);
const isResourceView: AllowedView = (view, as) =>
  resourceViews.has(as) && (view === 'meta.k8s.io/v1' || view === 'meta.k8s.io/v1beta1');

/** What is no resource has no views: apiserver pkg/endpoints/handlers/negotiation DefaultEndpointRestrictions. */
export const noView: AllowedView = () => false;

/**
 * The first form in an Accept header that can be written, in the order of its weights; protobuf is never written, and a clause
 * that asks for a view nobody gives is passed over. apiserver pkg/endpoints/handlers/negotiation/negotiate.go
 */
export function negotiate(accept: string, allows: AllowedView = isResourceView): Format {
  if (accept.trim() === '') return plain;
  const clauses = clausesOf(accept);
  for (const clause of clauses) {
    const format = formatOf(clause, allows);
    if (format) return format;
  }
  // The router knows types alone; who got past it is told by the handler.
  if (clauses.some(({ type }) => encodings[type])) throw refusal(406, 'NotAcceptable', onlyTypes);
  throw refusal(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${representations}`, {});
}

/** The view asked for, whatever else is asked for before it; undefined when none is asked for that is given. */
export const findView = (accept: string, allows: AllowedView): Format | undefined =>
  clausesOf(accept)
    .map((clause) => formatOf(clause, allows))
    .find((format) => format?.as !== undefined);

const onlyTypes =
  'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf';

const clausesOf = (accept: string): readonly Clause[] =>
  accept
    .split(',')
    .map(readClause)
    .sort((a, b) => b.weight - a.weight || wildcards(a.type) - wildcards(b.type));

interface Clause {
  readonly type: string;
  readonly weight: number;
  readonly parameters: ReadonlyMap<string, string>;
}

const wildcards = (type: string): number => type.split('*').length - 1;

function readClause(text: string): Clause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(rest.map((part) => part.split('=', 2) as [string, string]));
  const weight = Number(parameters.get('q') ?? '1');
  return { type, weight: Number.isNaN(weight) ? 1 : weight, parameters };
}

function formatOf({ type, parameters }: Clause, allows: AllowedView): Format | undefined {
  const encoding = encodings[type];
  if (!encoding) return undefined;
  const as = parameters.get('as');
  if (as === undefined) return { ...plain, encoding };
  const view = `${parameters.get('g') ?? ''}/${parameters.get('v') ?? ''}`;
  return allows(view, as) ? { encoding, as, view } : undefined;
}
