import { compareText } from '../../../core/finding.ts';
import type { KindRef, UnknownObject } from '../../../kube/object.ts';
import { noMatch } from './refusals.ts';
import type { ServedKinds, ServedResource } from './state.ts';

/** The resources served now. */
export class Registry implements ServedKinds {
  readonly #byKind = new Map<string, ServedResource>();
  readonly #byPath = new Map<string, ServedResource>();
  #sorted: readonly ServedResource[] | undefined;
  /** Counts the changes, for those who keep what they derived. */
  generation = 0;
  /** Called after every change. */
  onChange: () => void = () => {};

  add(resource: ServedResource): void {
    this.#byKind.set(`${resource.apiVersion}|${resource.kind}`, resource);
    this.#byPath.set(`${resource.apiVersion}|${resource.plural}`, resource);
    this.#changed();
  }

  remove(resource: ServedResource): void {
    this.#byKind.delete(`${resource.apiVersion}|${resource.kind}`);
    this.#byPath.delete(`${resource.apiVersion}|${resource.plural}`);
    this.#changed();
  }

  /** The resource of a kind; a kind that is not served is refused. */
  ofKind({ apiVersion, kind }: KindRef): ServedResource {
    const found = this.findKind(apiVersion, kind);
    if (!found) throw noMatch(apiVersion, kind);
    return found;
  }

  findKind(apiVersion: string, kind: string): ServedResource | undefined {
    return this.#byKind.get(`${apiVersion}|${kind}`);
  }

  /** The resource of an API path, e.g. `apps/v1` and `deployments`. */
  findPath(apiVersion: string, plural: string): ServedResource | undefined {
    return this.#byPath.get(`${apiVersion}|${plural}`);
  }

  /** In order of group, version, plural. */
  all(): readonly ServedResource[] {
    this.#sorted ??= [...this.#byPath.values()].sort(
      (a, b) => compareText(a.group, b.group) || compareText(a.version, b.version) || compareText(a.plural, b.plural),
    );
    return this.#sorted;
  }

  #changed(): void {
    this.#sorted = undefined;
    this.generation++;
    this.onChange();
  }
}

/** A stored object in the version of that resource: with the conversion strategy None only its apiVersion differs; few kinds have forms. */
export function inVersion(object: UnknownObject, { apiVersion, own }: ServedResource): UnknownObject {
  if (object.apiVersion === apiVersion) return object;
  return own.form ? own.form.fromStored(object) : { ...object, apiVersion };
}

/** The resource in whose version the objects of a form are stored. */
export function storedResource(registry: ServedKinds, resource: ServedResource, storedAs: string): ServedResource {
  return registry.ofKind({ apiVersion: storedAs, kind: resource.kind });
}
