import { equalJson } from '../../../../kube/json.ts';
import type { KubeObject, UnknownObject } from '../../../../kube/object.ts';
import { invalid, notSupported, required } from '../../api/field-error.ts';
import type { KindRules } from '../../api/state.ts';
import { type Errors, record } from '../shared/checks.ts';
import { ageOf, tableOf, textOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';

/** What both kinds of bindings share. */

const rbac = 'rbac.authorization.k8s.io';

const defaultSubject = (subject: Fields): Fields =>
  subject.kind === 'User' || subject.kind === 'Group' ? fill(subject, { apiGroup: rbac }) : subject;

/** kubernetes pkg/apis/rbac/v1/defaults.go */
const defaultBinding = (binding: Fields): Fields =>
  change(
    change(binding, 'roleRef', (role: Fields) => fill(role, { apiGroup: rbac })),
    'subjects',
    eachBy(defaultSubject),
  );

/** kubernetes pkg/apis/rbac/validation/validation.go ValidateRoleBinding, ValidateClusterRoleBinding */
const bindingErrors =
  (kinds: readonly string[]) =>
  (binding: UnknownObject): Errors => {
    const role = record(binding.roleRef);
    return [
      ...(role.apiGroup === rbac ? [] : [notSupported('roleRef.apiGroup', role.apiGroup ?? '', [rbac])]),
      ...(kinds.includes(String(role.kind)) ? [] : [notSupported('roleRef.kind', role.kind ?? '', kinds)]),
      ...(role.name ? [] : [required('roleRef.name')]),
    ];
  };

/** A binding keeps its role for ever. */
const bindingUpdateErrors =
  (kinds: readonly string[]) =>
  (next: UnknownObject, old: UnknownObject): Errors => {
    const errors = bindingErrors(kinds)(next);
    if (equalJson(next.roleRef, old.roleRef)) return errors;
    const { apiGroup: APIGroup, kind: Kind, name: Name } = record(next.roleRef);
    return [...errors, invalid('roleRef', { APIGroup, Kind, Name }, 'cannot change roleRef')];
  };

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Binding extends KubeObject {
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly Subject[];
}

const columns = tableOf<Binding>('Name, Role, Age, Users?, Groups?, ServiceAccounts?', (binding, now) => {
  const named = (kind: string) => (binding.subjects ?? []).filter((subject) => subject.kind === kind);
  return [
    binding.metadata.name,
    `${textOf(binding.roleRef?.kind)}/${textOf(binding.roleRef?.name)}`,
    ageOf(binding, now),
    named('User')
      .map(({ name }) => name)
      .join(', '),
    named('Group')
      .map(({ name }) => name)
      .join(', '),
    named('ServiceAccount')
      .map(({ namespace, name }) => `${namespace ?? ''}/${name}`)
      .join(', '),
  ];
});

/** Rules of a binding to roles of those kinds. */
export const bindingRules = (kinds: readonly string[]) =>
  ({
    columns,
    nameRule: 'path',
    defaults: onTop(defaultBinding),
    validate: bindingErrors(kinds),
    validateUpdate: bindingUpdateErrors(kinds),
  }) satisfies KindRules;
