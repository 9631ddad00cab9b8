import { isJsonObject, type JsonObject } from '../../../kube/json.ts';
import type { Json, UnknownObject } from '../../../kube/object.ts';

/** Kinds of the Flux operator of which an Alert may tell, and that a Receiver may wake. */
const operatorKinds = ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'];

/** Where the kinds that notifications are about stand in the spec of a definition. */
const listed = new Set(['eventSources', 'resources']);

/**
 * A definition of Flux as the operator installs it: it lets notifications be about its own kinds, too (flux-operator
 * internal/builder/templates.go notificationPatchTmpl). Who installs Flux a repository need not say, so all are taken to be so.
 */
export function withOperatorKinds(definition: UnknownObject): UnknownObject {
  const isOfNotifications = /^(alerts|receivers)\.notification\./.test(definition.metadata.name);
  return isOfNotifications ? (widen(definition as unknown as Json, false) as unknown as UnknownObject) : definition;
}

/** A part of a schema; `inList` where it is inside a list of what notifications are about. */
function widen(value: Json, inList: boolean): Json {
  if (Array.isArray(value)) return value.map((each) => widen(each, inList));
  if (!isJsonObject(value)) return value;
  const wide: Record<string, Json> = {};
  for (const [key, part] of Object.entries(value)) {
    const isKind = inList && key === 'kind' && isJsonObject(part) && Array.isArray(part.enum);
    wide[key] = isKind ? withKinds(part as JsonObject) : widen(part as Json, inList || listed.has(key));
  }
  return wide;
}

const withKinds = (kind: JsonObject): Json => ({
  ...kind,
  enum: [...new Set([...(kind.enum as readonly Json[]), ...operatorKinds])],
});
