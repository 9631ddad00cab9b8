import type { UnknownObject } from '../../../kube/object.ts';
import { inVersion } from '../api/registry.ts';
import type { ServedResource } from '../api/state.ts';
import { type Change, toldObject } from '../store/change.ts';
import type { ServerContext } from './context.ts';
import { type EventType, eventLine } from './event-lines.ts';
import { type Format, viewOf } from './negotiate.ts';
import { includedIn } from './present.ts';
import { partialMetadata, toTable } from './tables/table.ts';
import type { ApiRequest } from './wire.ts';

/** How one watcher is told of objects. */
export interface WatchView {
  /** An event about an object that is not shared with others. */
  readonly line: (type: EventType, object: UnknownObject) => Buffer;
  /** An event about a change, the same for all who see it in the same form. */
  readonly changeLine: (change: Change, event: Change['type']) => Buffer;
}

/** The view a client asked for; a table tells its columns with its first event. */
export function watchView(
  context: ServerContext,
  resource: ServedResource,
  format: Format,
  request: ApiRequest,
): WatchView {
  const tabular = format.as === 'Table';
  const included = includedIn(request);
  const view = viewOf(format);
  let headers = true;
  const line = (type: EventType, object: UnknownObject): Buffer => {
    if (!tabular)
      return eventLine(type, format.as === 'PartialObjectMetadata' ? partialMetadata(object, view) : object);
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const table = toTable(resource, [object], { included, now: context.state.now(), headers, metadata, view });
    headers = false;
    return eventLine(type, table);
  };
  const formOf = (event: Change['type']): string => {
    const shared = [resource.apiVersion, event, format.as ?? '', view];
    // Ages in a table are those of the moment.
    return (tabular ? [...shared, included, headers, context.state.now()] : shared).join(' ');
  };
  return {
    line,
    changeLine: (change, event) => {
      const made = context.lines.of(change, formOf(event), () =>
        line(event, inVersion(toldObject(change, event), resource)),
      );
      headers = false;
      return made;
    },
  };
}
