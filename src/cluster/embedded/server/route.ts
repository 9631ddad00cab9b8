/** What a path below `/api` or `/apis` names. */
export interface Route {
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Reads a resource path; undefined when it is none. */
export function readRoute(path: string): Route | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const grouped = parts[0] === 'apis';
  if (!grouped && parts[0] !== 'api') return undefined;
  const head = grouped ? 3 : 2;
  if (parts.length <= head) return undefined;
  const apiVersion = parts.slice(1, head).join('/');
  return readTail(apiVersion, parts.slice(head), grouped);
}

function readTail(apiVersion: string, parts: readonly string[], grouped: boolean): Route | undefined {
  const [first, namespace, third, fourth, ...rest] = parts;
  // `/namespaces/x`, `/namespaces/x/status` and `/namespaces/x/finalize` are of the namespace itself.
  const ownPart =
    third === undefined || (!grouped && parts.length === 3 && (third === 'status' || third === 'finalize'));
  if (first === 'namespaces' && namespace !== undefined && !ownPart) {
    return {
      apiVersion,
      plural: third,
      namespace,
      name: fourth,
      subresource: rest.length > 0 ? rest.join('/') : undefined,
    };
  }
  const [plural = '', name, ...subresource] = parts;
  return {
    apiVersion,
    plural,
    namespace: undefined,
    name,
    subresource: subresource.length > 0 ? subresource.join('/') : undefined,
  };
}
