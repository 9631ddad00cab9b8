import type { FieldSpec } from './field-path.ts';
import tables from './field-tables.json' with { type: 'json' };

/** Where `commonAnnotations` go. */
export const annotationFields: readonly FieldSpec[] = tables.commonAnnotations;

/** Where a label goes that selects nothing (api/internal/target/kusttarget_configplugin.go LabelTransformer). */
export const metadataLabelFields: readonly FieldSpec[] = [{ path: 'metadata/labels', create: true }];

/** Where labels go that are in templates, too. */
export const templateLabelFields: readonly FieldSpec[] = tables.templateLabels;

/** Where labels go that select. */
export const selectorLabelFields: readonly FieldSpec[] = tables.commonLabels;

/** Where images stand. The table says `create`, but the filter makes none (api/filters/imagetag/imagetag.go has no CreateKind). */
export const imageFields: readonly FieldSpec[] = tables.images.map(({ path }) => ({ path }));

/** Where numbers of replicas stand. */
export const replicaFields: readonly FieldSpec[] = tables.replicas;

/** Where names of namespaces stand outside of `metadata`, which has rules of its own. */
export const namespaceFields: readonly FieldSpec[] = tables.namespace.filter(({ path }) => path !== 'metadata/name');
