import { groupOf } from '../../../kube/object.ts';
import { KindNotServed, type StatusCause, StatusError } from '../../status-error.ts';

/** What a refusal names: the resource (`deployments` of `apps`). */
export interface Named {
  readonly group: string;
  readonly plural: string;
}

type Details = { name?: string; group?: string; kind?: string; uid?: string; causes?: readonly StatusCause[] };

/** A refusal, as metav1.Status. Texts: apimachinery pkg/api/errors/errors.go. */
export function refusal(code: number, reason: string, message: string, details?: Details): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details ? { details } : {}),
    code,
  });
}

/** `deployments.apps`, or `services`. */
export const printResource = ({ group, plural }: Named): string => (group ? `${plural}.${group}` : plural);

const detailsOf = ({ group, plural }: Named, name: string): Details => ({
  ...(name ? { name } : {}),
  ...(group ? { group } : {}),
  kind: plural,
});

export const notFound = (resource: Named, name: string): StatusError =>
  refusal(404, 'NotFound', `${printResource(resource)} "${name}" not found`, detailsOf(resource, name));

export const alreadyExists = (resource: Named, name: string, going = false): StatusError =>
  refusal(
    409,
    'AlreadyExists',
    `${going ? 'object is being deleted: ' : ''}${printResource(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );

/** Text of a lost race: apiserver pkg/registry/generic/registry/store.go (OptimisticLockErrorMsg). */
const modified = 'the object has been modified; please apply your changes to the latest version and try again';

export const conflict = (resource: Named, name: string, why = modified): StatusError =>
  refusal(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${printResource(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );

export const forbidden = (resource: Named, name: string, why: string, causes?: readonly StatusCause[]): StatusError => {
  const subject = name ? `${printResource(resource)} "${name}"` : printResource(resource);
  const details = { ...detailsOf(resource, name), ...(causes ? { causes } : {}) };
  return refusal(403, 'Forbidden', `${subject} is forbidden: ${why}`, details);
};

/** What was asked for is no longer known; the metadata may say how to go on. apimachinery pkg/api/errors/errors.go NewResourceExpired */
export const expired = (message: string, metadata: { readonly continue?: string } = {}): StatusError =>
  new StatusError({ ...refusal(410, 'Expired', message).status, metadata });

export const badRequest = (message: string): StatusError => refusal(400, 'BadRequest', message);

export const methodNotAllowed = (resource: Named, verb: string): StatusError =>
  refusal(405, 'MethodNotAllowed', `${verb} is not supported on resources of kind "${printResource(resource)}"`, {
    ...(resource.group ? { group: resource.group } : {}),
    kind: resource.plural,
  });

/** An error of the server's inside that reaches the client as it is: no reason, code 500. */
export const bareError = (message: string): StatusError =>
  new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });

/** What was sent cannot be read as an object of its kind. */
export class NotDecodable extends StatusError {
  /** What is wrong with it, without the head of the message. */
  readonly why: string;

  constructor({ kind, version }: { readonly kind: string; readonly version: string }, why: string) {
    super(badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`).status);
    this.why = why;
  }
}

/** No such path is served. */
export const notServed = (): StatusError =>
  refusal(404, 'NotFound', 'the server could not find the requested resource', {});

/** No such kind is served: what a client that maps kinds to resources says (apimachinery pkg/api/meta/errors.go). */
export const noMatch = (apiVersion: string, kind: string): KindNotServed =>
  new KindNotServed(
    refusal(404, 'NotFound', `no matches for kind "${kind}" in version "${apiVersion}"`, {
      ...(groupOf(apiVersion) ? { group: groupOf(apiVersion) } : {}),
      kind,
    }).status,
  );
