import { type FieldError, forbiddenField, invalidObject, notSupported, required } from '../api/field-error.ts';
import { badRequest } from '../api/refusals.ts';

const options = (kind: string) => ({ group: 'meta.k8s.io', kind });

function refuse(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject(options(kind), '', errors);
}

const match = 'resourceVersionMatch';

/** Whole numbers of a list or a watch: apimachinery pkg/runtime/conversion.go Convert_Slice_string_To_int64 */
function requireNumbers(query: URLSearchParams): void {
  for (const name of ['timeoutSeconds', 'limit']) {
    const text = query.get(name);
    if (text && !/^[+-]?\d+$/.test(text)) {
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
  }
}

/** The options of a list or a watch: apimachinery pkg/apis/meta/internalversion/validation/validation.go */
export function requireListOptions(query: URLSearchParams, watching: boolean): void {
  requireNumbers(query);
  refuse('ListOptions', watching ? watchErrors(query) : listErrors(query));
}

function listErrors(query: URLSearchParams): readonly FieldError[] {
  const errors: FieldError[] = [];
  const asked = query.get(match);
  if (asked) {
    if (!query.get('resourceVersion')) {
      errors.push(forbiddenField(match, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    }
    if (query.get('continue')) errors.push(noContinue);
    if (asked !== 'Exact' && asked !== 'NotOlderThan') {
      errors.push(notSupported(match, asked, ['Exact', 'NotOlderThan', '']));
    }
    if (asked === 'Exact' && query.get('resourceVersion') === '0') {
      errors.push(forbiddenField(match, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (query.has('sendInitialEvents')) {
    errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return errors;
}

const noContinue = forbiddenField(match, 'resourceVersionMatch is forbidden when continue is provided');

function watchErrors(query: URLSearchParams): readonly FieldError[] {
  const errors: FieldError[] = [];
  const asked = query.get(match);
  const initial = query.has('sendInitialEvents');
  if (initial && asked !== 'NotOlderThan') {
    errors.push(forbiddenField(match, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (asked) {
    if (!initial) {
      errors.push(
        forbiddenField(match, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
      );
    }
    if (asked !== 'NotOlderThan') errors.push(notSupported(match, asked, ['NotOlderThan']));
    if (query.get('continue')) errors.push(noContinue);
  }
  return errors;
}

/** The options of a write: apimachinery pkg/apis/meta/v1/validation/validation.go */
export function requireWriteOptions(kind: 'CreateOptions' | 'UpdateOptions', query: URLSearchParams): void {
  refuse(kind, writeErrors(query));
}

export function requirePatchOptions(applying: boolean, query: URLSearchParams): void {
  const errors: FieldError[] = [];
  if (applying && !query.get('fieldManager')) errors.push(required('fieldManager', 'is required for apply patch'));
  if (!applying && query.has('force')) {
    errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  }
  refuse('PatchOptions', [...errors, ...writeErrors(query)]);
}

const policies = ['Foreground', 'Background', 'Orphan'];

export function requireDeleteOptions(policy: string | undefined, dryRun: readonly string[]): void {
  const errors: FieldError[] = [];
  if (policy !== undefined && !policies.includes(policy)) {
    errors.push(notSupported('propagationPolicy', policy, [...policies, 'nil']));
  }
  refuse('DeleteOptions', [...errors, ...dryRunErrors(dryRun)]);
}

function writeErrors(query: URLSearchParams): readonly FieldError[] {
  const validation = query.get('fieldValidation') ?? '';
  const known = ['', 'Ignore', 'Strict', 'Warn'];
  const errors = dryRunErrors(query.getAll('dryRun'));
  return known.includes(validation) ? errors : [...errors, notSupported('fieldValidation', validation, known)];
}

const dryRunErrors = (values: readonly string[]): readonly FieldError[] =>
  values.every((value) => value === 'All') ? [] : [notSupported('dryRun', values, ['All'])];
