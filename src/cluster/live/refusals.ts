import { isJsonObject } from '../../kube/json.ts';
import { parseJson } from '../../kube/wide-json.ts';
import { type StatusBody, StatusError } from '../status-error.ts';

/** A right of RBAC: what a request needs. */
export interface Right {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural, with its part: `pods`, `deployments/status`. */
  readonly resource: string;
  /** Absent for the whole cluster. */
  readonly namespace?: string;
}

/** The API refused because whoever asks has not the right: says which, and the rule that would give it. */
export class MissingRight extends StatusError {
  readonly right: Right;

  constructor(status: StatusBody, right: Right) {
    super(status, hintFor(right));
    this.name = 'MissingRight';
    this.right = right;
  }
}

function hintFor(right: Right): string {
  const role = right.namespace === undefined ? 'a ClusterRole' : `a Role in ${right.namespace}, or a ClusterRole,`;
  return `${role} needs the rule ${printRule(right)}; \`gatehouse rbac\` prints all that are needed`;
}

/** A rule of a Role as it stands in YAML, in one line. */
export const printRule = ({ verb, group, resource }: Right): string =>
  `{apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]}`;

/** The error of an answer that is a refusal; one that is no Status becomes one (client-go rest/request.go newUnstructuredResponseError). */
export function readRefusal(code: number, body: string, retryAfter?: string): StatusError {
  const status = withWait(statusIn(body) ?? statusFor(code, body), retryAfter);
  const right = code === 403 ? missingRight(status.message) : undefined;
  if (right) return new MissingRight(status, right);
  return new StatusError(
    status,
    code === 401 ? 'log in again: the credentials of the context are not taken' : undefined,
  );
}

/** The header is what counts; the Status need not say it. */
function withWait(status: StatusBody, retryAfter: string | undefined): StatusBody {
  if (!/^\d+$/.test(retryAfter ?? '')) return status;
  return { ...status, details: { ...status.details, retryAfterSeconds: Number(retryAfter) } };
}

function statusIn(body: string): StatusBody | undefined {
  try {
    const value = parseJson(body);
    const isStatus = isJsonObject(value) && value.kind === 'Status' && typeof value.message === 'string';
    return isStatus ? (value as unknown as StatusBody) : undefined;
  } catch {
    return undefined;
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

const statusFor = (code: number, body: string): StatusBody => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: firstLine(body) || `the server answers ${code}`,
  ...(reasons[code] !== undefined && { reason: reasons[code] }),
  code,
});

/** Pages of a proxy in between are nobody's message. */
const firstLine = (body: string): string =>
  body.trimStart().startsWith('<') ? '' : (body.trim().split('\n')[0] ?? '').slice(0, 300);

const lack =
  / cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)"| at the cluster scope)/;

/** The right that a refusal names (apiserver pkg/endpoints/handlers/responsewriters/errors.go forbiddenMessage); an admission plugin names none. */
function missingRight(message: string): Right | undefined {
  const [, verb, resource, group, namespace] = lack.exec(message) ?? [];
  if (verb === undefined || resource === undefined || group === undefined) return undefined;
  return { verb, group, resource, ...(namespace !== undefined && { namespace }) };
}
