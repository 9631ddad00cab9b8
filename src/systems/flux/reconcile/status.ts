import type { ControllerContext } from '../../../cluster/controller.ts';
import { isReason } from '../../../cluster/status-error.ts';
import type { Json, UnknownObject } from '../../../kube/object.ts';
import type { Conditions } from './conditions.ts';

/** Where a controller of Flux writes from: its name is the field manager and the source of its events. */
export interface Writer {
  readonly context: ControllerContext;
  readonly manager: string;
}

export const startConditions = (object: UnknownObject, now: number): Conditions => {
  const status = object.status as { conditions?: Conditions['list'] } | undefined;
  return { list: status?.conditions ?? [], generation: object.metadata.generation ?? 1, now };
};

/** Writes conditions and fields of the status; null takes a field away. An object that is gone is left alone. */
export async function writeStatus(
  { context, manager }: Writer,
  object: UnknownObject,
  conditions: Conditions,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { name, namespace } = object.metadata;
  const body = { status: { ...fields, conditions: conditions.list } };
  try {
    const change = { type: 'merge', body, subresource: 'status', fieldManager: manager } as const;
    await context.cluster.patch(object, name, namespace, change);
  } catch (thrown) {
    if (!isReason(thrown, 'NotFound')) throw thrown;
  }
}

/** Adds the finalizer unless it is there. */
export async function addFinalizer(
  { context, manager }: Writer,
  object: UnknownObject,
  finalizer: string,
): Promise<void> {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return;
  await writeFinalizers({ context, manager }, object, [...finalizers, finalizer]);
}

export const removeFinalizer = (writer: Writer, object: UnknownObject, finalizer: string): Promise<void> =>
  writeFinalizers(
    writer,
    object,
    (object.metadata.finalizers ?? []).filter((each) => each !== finalizer),
  );

async function writeFinalizers({ context, manager }: Writer, object: UnknownObject, finalizers: readonly string[]) {
  const { name, namespace } = object.metadata;
  const body: Json = { metadata: { finalizers } };
  try {
    await context.cluster.patch(object, name, namespace, { type: 'merge', body, fieldManager: manager });
  } catch (thrown) {
    if (!isReason(thrown, 'NotFound')) throw thrown;
  }
}

/** Reports an event as the controller's recorder does: the reason is that of the Ready condition where there is one. */
export const report = (
  writer: Writer,
  object: UnknownObject,
  type: 'Normal' | 'Warning',
  { reason, message }: { readonly reason: string; readonly message: string },
) => writer.context.record({ object, type, reason, message, source: writer.manager });
