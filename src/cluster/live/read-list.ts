import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json, KindRef, UnknownObject } from '../../kube/object.ts';
import type { ResourceInfo } from '../../kube/resource.ts';
import type { ListOptions } from '../cluster.ts';
import { isReason } from '../status-error.ts';
import type { Connection } from './connection.ts';
import { printQuery, resourcePath, selecting } from './resource-path.ts';

/** Objects asked for at once (client-go tools/pager/pager.go). */
const pageSize = 500;

/** All objects of one moment. */
export interface WholeList {
  readonly items: readonly UnknownObject[];
  /** Of that moment: a watch goes on from it. */
  readonly resourceVersion: string;
}

/** What is listed: a kind, where it is served, and which of its objects. */
export interface Listing {
  readonly kind: KindRef;
  readonly info: ResourceInfo;
  readonly options: ListOptions;
}

/** Reads a list page by page; all at once where the server has forgotten the moment of the first page meanwhile. */
export async function readList(connection: Connection, listing: Listing): Promise<WholeList> {
  const items: UnknownObject[] = [];
  let next: string | undefined;
  let resourceVersion: string | undefined;
  do {
    try {
      const page = await readPage(connection, listing, { limit: pageSize, continue: next });
      items.push(...page.items);
      resourceVersion ??= page.resourceVersion;
      next = page.next;
    } catch (thrown) {
      if (next === undefined || !isReason(thrown, 'Expired')) throw thrown;
      return readPage(connection, listing, {});
    }
  } while (next !== undefined);
  return { items, resourceVersion: resourceVersion ?? '' };
}

interface Page extends WholeList {
  readonly next: string | undefined;
}

async function readPage(
  connection: Connection,
  { kind, info, options }: Listing,
  paging: { readonly limit?: number; readonly continue?: string },
): Promise<Page> {
  const path = `${resourcePath(info, options)}${printQuery({ ...selecting(options), ...paging })}`;
  const list = await connection.call({ method: 'GET', path });
  const { items = [], metadata = {} } = asObject(list);
  const { resourceVersion, continue: next } = asObject(metadata);
  return {
    // Items of a list do not say their kind.
    items: (Array.isArray(items) ? items : []).map((item) => ({ ...kind, ...asObject(item) }) as UnknownObject),
    resourceVersion: textOf(resourceVersion) ?? '',
    next: textOf(next),
  };
}

const asObject = (value: Json): JsonObject => (isJsonObject(value) ? value : {});
const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
