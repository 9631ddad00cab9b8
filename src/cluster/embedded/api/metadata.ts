import { withoutFields } from '../../../kube/json.ts';
import { labelKeyFaults, labelValueFaults } from '../../../kube/label-rules.ts';
import type { ObjectMeta } from '../../../kube/object.ts';
import { type FieldError, forbiddenField, invalid, required, tooLong } from './field-error.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dnsLabel = new RegExp(`^${label}$`);
const dnsSubdomain = new RegExp(`^${label}(\\.${label})*$`);
const pathSegment = /^(?!\.{1,2}$)[^/%]+$/;

const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const dns1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const dns1035Text =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/** What names of a kind must look like: apimachinery pkg/util/validation/validation.go. */
export type NameRule = 'subdomain' | 'label' | 'dns1035' | 'path';

/** What is wrong with a name; empty when nothing is. The older functions upstream count `characters`, the newer ones `bytes`. */
export function nameFaults(
  name: string,
  rule: NameRule,
  unit: 'characters' | 'bytes' = 'characters',
): readonly string[] {
  if (rule === 'path') return pathFaults(name);
  const most = rule === 'subdomain' ? 253 : 63;
  const faults = name.length > most ? [`must be no more than ${most} ${unit}`] : [];
  const [pattern, text] = {
    subdomain: [dnsSubdomain, subdomainText] as const,
    label: [dnsLabel, labelText] as const,
    dns1035: [dns1035, dns1035Text] as const,
  }[rule];
  if (pattern.test(name)) return faults;
  return [...faults, rule === 'label' && dnsSubdomain.test(name) ? 'must not contain dots' : text];
}

function pathFaults(name: string): readonly string[] {
  if (pathSegment.test(name)) return [];
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
}

/** Faults of labels, at the given field. */
export function labelErrors(labels: Readonly<Record<string, string>> | undefined, field: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    for (const text of labelKeyFaults(key)) errors.push(invalid(field, key, text));
    for (const text of labelValueFaults(labels[key]!)) errors.push(invalid(field, labels[key], text));
  }
  return errors;
}

/**
 * Faults of an object's metadata: apimachinery pkg/api/validation/objectmeta.go. Labels and annotations that are the same in `old`,
 * which is stored, are not looked at again.
 */
export function metadataErrors(metadata: ObjectMeta, rule: NameRule, old?: ObjectMeta): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (metadata.generateName) {
    // A prefix may end in a dash: what follows it is generated.
    for (const text of nameFaults(metadata.generateName.replace(/-$/, 'a'), rule)) {
      errors.push(invalid('metadata.generateName', metadata.generateName, text));
    }
  }
  if (!metadata.name) errors.push(required('metadata.name', 'name or generateName is required'));
  else for (const text of nameFaults(metadata.name, rule)) errors.push(invalid('metadata.name', metadata.name, text));
  errors.push(...keyedErrors(metadata, old));
  if (metadata.ownerReferences) errors.push(...ownerErrors(metadata));
  if (metadata.finalizers) errors.push(...finalizerErrors(metadata.finalizers));
  return errors;
}

/** Of labels and annotations. */
function keyedErrors({ labels, annotations }: ObjectMeta, old: ObjectMeta | undefined): readonly FieldError[] {
  const errors = labels && labels !== old?.labels ? labelErrors(labels, 'metadata.labels') : [];
  if (annotations && annotations !== old?.annotations) errors.push(...annotationErrors(annotations));
  return errors;
}

const mostAnnotationBytes = 256 * 1024;

function annotationErrors(annotations: Readonly<Record<string, string>>): readonly FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    for (const text of labelKeyFaults(key.toLowerCase())) errors.push(invalid('metadata.annotations', key, text));
    size += key.length + annotations[key]!.length;
  }
  if (size > mostAnnotationBytes) {
    errors.push(tooLong('metadata.annotations', mostAnnotationBytes));
  }
  return errors;
}

function ownerErrors(metadata: ObjectMeta): readonly FieldError[] {
  const errors: FieldError[] = [];
  metadata.ownerReferences?.forEach((owner) => {
    const at = 'metadata.ownerReferences';
    for (const part of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if (!owner[part])
        errors.push(
          invalid(
            `${at}.${part}`,
            owner[part] ?? '',
            part === 'apiVersion' ? 'version must not be empty' : 'must not be empty',
          ),
        );
    }
  });
  const owners = metadata.ownerReferences?.filter((owner) => owner.controller) ?? [];
  if (owners.length > 1) {
    const [first, second] = owners;
    const text = `Only one reference can have Controller set to true. Found "true" in references for ${first!.kind}/${first!.name} and ${second!.kind}/${second!.name}`;
    errors.push(invalid('metadata.ownerReferences', metadata.ownerReferences, text));
  }
  return errors;
}

const finalizerErrors = (finalizers: readonly string[]): readonly FieldError[] => {
  const errors = finalizers.flatMap((finalizer) =>
    labelKeyFaults(finalizer).map((text) => invalid('metadata.finalizers', finalizer, text)),
  );
  if (!finalizers.includes('orphan') || !finalizers.includes('foregroundDeletion')) return errors;
  const text = 'finalizer orphan and foregroundDeletion cannot be both set';
  return [...errors, invalid('metadata.finalizers', finalizers, text)];
};

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Groups whose servers are not kubernetes' own: their metadata is checked by apimachinery alone. */
const genericGroups = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

/** Built-in kinds want finalizers with a domain: kubernetes pkg/apis/core/validation/validation.go validateKubeFinalizerName. */
export function builtinFinalizerErrors(
  { group, custom }: { readonly group: string; readonly custom: unknown },
  { finalizers = [] }: ObjectMeta,
): readonly FieldError[] {
  if (custom || genericGroups.has(group)) return [];
  return finalizers.flatMap((finalizer, index) =>
    finalizer.includes('/') || standardFinalizers.has(finalizer)
      ? []
      : [
          invalid(
            `metadata.finalizers[${index}]`,
            finalizer,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  );
}

const collections = ['labels', 'annotations', 'finalizers', 'ownerReferences', 'managedFields'] as const;

/** Metadata without empty maps and lists: encoded, they are not there. */
export function withoutEmpty(metadata: ObjectMeta): ObjectMeta {
  const isEmpty = (key: (typeof collections)[number]): boolean => {
    for (const _field in metadata[key]) return false;
    return metadata[key] !== undefined;
  };
  for (const key of collections) if (isEmpty(key)) return withoutFields(metadata, collections.filter(isEmpty));
  return metadata;
}

/** Faults of changed metadata: apimachinery pkg/api/validation/objectmeta.go ValidateObjectMetaUpdate. */
export function metadataUpdateErrors(next: ObjectMeta, old: ObjectMeta): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const fresh = (next.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer));
    if (fresh.length > 0) {
      const list = `[]string{${fresh.map((text) => JSON.stringify(text)).join(', ')}}`;
      const text = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
      errors.push(forbiddenField('metadata.finalizers', text));
    }
  }
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp'] as const) {
    if (next[field] !== old[field]) errors.push(invalid(`metadata.${field}`, next[field], 'field is immutable'));
  }
  return [...errors, ...keyedErrors(next, old)];
}
