import { expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { Registry } from '../api/registry.ts';
import type { ApiState, ServedResource } from '../api/state.ts';
import { serveBuiltins } from '../bootstrap.ts';
import type { Change } from '../store/change.ts';
import type { ServerContext } from './context.ts';
import { EventLines } from './event-lines.ts';
import { negotiate } from './negotiate.ts';
import { watchView } from './watch-view.ts';
import type { ApiRequest } from './wire.ts';

const registry = new Registry();
serveBuiltins(registry, { serviceCidrs: [] });
const configMaps = registry.findPath('v1', 'configmaps') as ServedResource;
let now = 1000;
const context = { state: { now: () => now } as ApiState, lines: new EventLines() } as ServerContext;
const view = (accept: string, query = '') =>
  watchView(context, configMaps, negotiate(accept), { query: new URLSearchParams(query) } as ApiRequest);

/** An object that counts how often it is written. */
function counted(revision: number, text = ''): { readonly change: Change; readonly writes: () => number } {
  let writes = 0;
  const data = {
    text,
    get counted() {
      writes += 1;
      return 'x';
    },
  };
  const metadata = { name: 'a', namespace: 'n', resourceVersion: String(revision) };
  const object: UnknownObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
  return { change: { revision, type: 'MODIFIED', object, previous: undefined }, writes: () => writes };
}

it('a change is written once for all who watch it in one form, and the same bytes go to all', () => {
  const { change, writes } = counted(1);
  const lines = Array.from({ length: 500 }, () => view('application/json').changeLine(change, 'MODIFIED'));
  expect(writes()).toBe(1);
  expect(new Set(lines).size).toBe(1);
  expect(JSON.parse(String(lines[0]))).toMatchObject({ type: 'MODIFIED', object: { data: { counted: 'x' } } });
});

it('each form and each event has a line of its own', () => {
  const { change } = counted(2);
  const partial = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const kindOf = (line: Buffer) => JSON.parse(String(line)).object.kind;
  expect(kindOf(view('application/json').changeLine(change, 'MODIFIED'))).toBe('ConfigMap');
  expect(kindOf(view(partial).changeLine(change, 'MODIFIED'))).toBe('PartialObjectMetadata');
  expect(JSON.parse(String(view('').changeLine(change, 'ADDED'))).type).toBe('ADDED');
  const [first, second] = [view(table), view(table)];
  const columns = (line: Buffer) => JSON.parse(String(line)).object.columnDefinitions;
  expect(columns(first.changeLine(change, 'MODIFIED'))).not.toBeNull();
  expect(columns(first.changeLine(change, 'MODIFIED'))).toBeNull();
  expect(columns(second.changeLine(change, 'MODIFIED'))).not.toBeNull();
  now += 5000;
  expect(view(table, 'includeObject=None').changeLine(change, 'MODIFIED')).not.toEqual(
    view(table, 'includeObject=Object').changeLine(change, 'MODIFIED'),
  );
});

it('lines are kept for those a little behind, but not more than fits', () => {
  const text = 'x'.repeat(1024 * 1024);
  const changes = Array.from({ length: 40 }, (_, n) => counted(n + 10, text));
  for (const { change } of changes) view('').changeLine(change, 'MODIFIED');
  view('').changeLine(changes[39]!.change, 'MODIFIED');
  expect(changes[39]!.writes()).toBe(1);
  view('').changeLine(changes[0]!.change, 'MODIFIED');
  expect(changes[0]!.writes()).toBe(2);
});
