import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyConfiguration } from './apply.ts';
import { type Definition, linkDefinitions, schemaOf } from './builtin-schemas.ts';
import { FieldSet } from './fields/field-set.ts';
import { updateManagedFields, type WriteContext } from './managed-fields.ts';
import type { Json, ManagedFieldsEntry, UnknownObject } from './object.ts';
import type { Schema } from './schema.ts';

interface Step {
  readonly op: 'apply' | 'update';
  readonly obj: UnknownObject;
  readonly manager: string;
  readonly force: boolean;
  readonly result: { readonly object: UnknownObject } | { readonly error: string };
}

const read = (path: string, reviver?: (key: string, value: unknown) => unknown) =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'), reviver);

const { sequences } = read('./fixtures/apply.json') as { sequences: readonly { steps: readonly Step[] }[] };

// The recorded answers are about objects that are no Go structs.
const { definitions } = read('./schemas/builtin.json', (key, value) =>
  key === 'x-go-presence' ? undefined : value,
) as { definitions: Record<string, Definition> };
const plainDeployment = linkDefinitions(definitions).get('apps.v1.Deployment');

const context = (manager: string, schema: Schema | undefined, rest: Partial<WriteContext> = {}): WriteContext => ({
  manager,
  apiVersion: 'apps/v1',
  schema,
  time: '2026-01-01T00:00:00Z',
  ...rest,
});

const byManager = (entries: readonly ManagedFieldsEntry[] | undefined) =>
  Object.fromEntries((entries ?? []).map(({ time: _, ...entry }) => [`${entry.operation} ${entry.manager}`, entry]));

const split = ({ metadata: { managedFields, ...metadata }, ...object }: UnknownObject) => ({
  object: JSON.parse(JSON.stringify({ ...object, metadata }), (_, value) => (value === null ? undefined : value)),
  managers: byManager(managedFields),
});

const sortedLines = (text: string) => text.split('\n').sort();

describe('ownership follows upstream through applies and updates', () => {
  it.each(sequences.map((each, index) => [index, each.steps] as const))('sequence %i', (_, steps) => {
    let live: UnknownObject | undefined;
    for (const { op, obj, manager, force, result } of steps) {
      const by = context(manager, plainDeployment, { resetFields: new FieldSet() });
      if (op === 'update') {
        const managedFields = updateManagedFields(live, obj, by);
        live = { ...obj, metadata: { ...obj.metadata, managedFields } };
      } else {
        const answer = applyConfiguration(live, obj, { ...by, force });
        if ('error' in result) {
          expect('message' in answer && sortedLines(answer.message)).toEqual(sortedLines(result.error));
          continue;
        }
        if (!('object' in answer)) throw new Error(JSON.stringify(answer));
        live = answer.object;
      }
      if ('object' in result) expect(split(live)).toEqual(split(result.object));
    }
  });
});

const deployment = (spec: Record<string, Json>, metadata: object = {}): UnknownObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...metadata },
  spec,
});

const applied = (result: ReturnType<typeof applyConfiguration<UnknownObject>>): UnknownObject => {
  if ('object' in result) return result.object;
  throw new Error(JSON.stringify(result));
};

describe('server-side apply', () => {
  it('refuses what another manager owns, in the words of upstream', async () => {
    const schema = await schemaOf('apps', 'v1', 'Deployment');
    const created = deployment({ replicas: 1 });
    const managedFields = updateManagedFields(undefined, created, context('kubectl-client-side-apply', schema));
    const live = { ...created, metadata: { ...created.metadata, managedFields } };
    const wanted = deployment({ replicas: 3 });
    expect(applyConfiguration(live, wanted, context('mine', schema))).toEqual({
      message: 'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      conflicts: [
        {
          reason: 'FieldManagerConflict',
          message: 'conflict with "kubectl-client-side-apply" using apps/v1',
          field: '.spec.replicas',
        },
      ],
    });
    const forced = applied(applyConfiguration(live, wanted, { ...context('mine', schema), force: true }));
    expect(forced.spec).toMatchObject({ replicas: 3 });
    expect(byManager(forced.metadata.managedFields)).toEqual({
      'Apply mine': {
        manager: 'mine',
        operation: 'Apply',
        apiVersion: 'apps/v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      },
    });
  });

  it('removes what its manager no longer wants and keeps what others own', async () => {
    const schema = await schemaOf('apps', 'v1', 'Deployment');
    const containers = (...names: string[]) => ({
      template: { spec: { containers: names.map((name) => ({ name, image: 'x' })) } },
    });
    const first = applied(applyConfiguration(undefined, deployment(containers('a', 'b')), context('one', schema)));
    const both = applied(applyConfiguration(first, deployment(containers('b', 'c')), context('two', schema)));
    const last = applied(applyConfiguration(both, deployment(containers('a')), context('one', schema)));
    const names = (last.spec as { template: { spec: { containers: { name: string }[] } } }).template.spec.containers;
    expect(names.map((each) => each.name).sort()).toEqual(['a', 'b', 'c']);
    const alone = applied(applyConfiguration(last, deployment({}), context('one', schema)));
    const left = (alone.spec as { template: { spec: { containers: { name: string }[] } } }).template.spec.containers;
    expect(left.map((each) => each.name).sort()).toEqual(['b', 'c']);
  });

  it('lets kubectl take over from its own client-side apply', async () => {
    const schema = await schemaOf('apps', 'v1', 'Deployment');
    const configuration = deployment({ replicas: 1 });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(configuration) };
    const created = deployment({ replicas: 1 }, { annotations });
    const managedFields = updateManagedFields(undefined, created, context('kubectl-client-side-apply', schema));
    const live = { ...created, metadata: { ...created.metadata, managedFields } };
    const taken = applied(applyConfiguration(live, deployment({ replicas: 2 }), context('kubectl', schema)));
    expect(taken.spec).toMatchObject({ replicas: 2 });
    expect(taken.metadata.annotations).toEqual({
      'kubectl.kubernetes.io/last-applied-configuration':
        '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{},"name":"web"},"spec":{"replicas":2}}\n',
    });
  });

  it('refuses a field its schema does not know', async () => {
    const schema = await schemaOf('apps', 'v1', 'Deployment');
    expect(applyConfiguration(undefined, deployment({ replica: 1 }, { namespace: 'x' }), context('m', schema))).toEqual(
      {
        error:
          'failed to create typed patch object (x/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema',
        code: 500,
      },
    );
  });

  it('refuses managedFields in what is applied', () => {
    expect(applyConfiguration(undefined, deployment({}, { managedFields: [] }), context('m', undefined))).toEqual({
      error: 'metadata.managedFields must be nil',
      code: 400,
    });
  });
});

describe('an update', () => {
  it('owns what it sets, as the real server records a created deployment', async () => {
    const schema = await schemaOf('apps', 'v1', 'Deployment');
    const object = deployment(
      {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80, protocol: 'TCP' }] }] },
        },
      },
      { labels: { app: 'web' } },
    );
    const [entry] = updateManagedFields(undefined, object, context('kubectl-create', schema)) ?? [];
    expect(entry?.fieldsV1).toEqual({
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
      'f:spec': {
        'f:replicas': {},
        'f:selector': {},
        'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {} }, 'f:type': {} },
        'f:template': {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"web"}': {
                '.': {},
                'f:image': {},
                'f:name': {},
                'f:ports': {
                  '.': {},
                  'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} },
                },
                'f:resources': {},
              },
            },
          },
        },
      },
    });
  });

  it('takes a field from the applier who owned it', async () => {
    const schema = await schemaOf('apps', 'v1', 'Deployment');
    const live = applied(applyConfiguration(undefined, deployment({ replicas: 1 }), context('flux', schema)));
    const next = { ...live, spec: { replicas: 5 } };
    expect(byManager(updateManagedFields(live, next, context('scaler', schema)))).toMatchObject({
      'Update scaler': { fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    });
  });

  it('is not tracked on an object that never was', () => {
    const live = deployment({ replicas: 1 });
    expect(updateManagedFields(live, deployment({ replicas: 2 }), context('m', undefined))).toBeUndefined();
  });

  it('merges the oldest of more than ten updaters', () => {
    let live = deployment({});
    for (let i = 0; i < 12; i++) {
      const next = deployment({ ...(live.spec as object), [`field${i}`]: i });
      const time = `2026-01-01T00:00:${String(i).padStart(2, '0')}Z`;
      const managedFields = updateManagedFields(i === 0 ? undefined : live, next, {
        ...context(`m${i}`, undefined),
        time,
      });
      live = { ...next, metadata: { ...next.metadata, managedFields } };
    }
    const managers = Object.keys(byManager(live.metadata.managedFields));
    expect(managers).toHaveLength(10);
    expect(managers).toContain('Update ancient-changes');
  });
});
