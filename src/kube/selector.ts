import { compareText } from '../core/finding.ts';
import { labelKeyFaults, labelValueFaults } from './label-rules.ts';
import { printJson } from './wide-json.ts';

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** metav1.LabelSelector. */
export type LabelSelector = {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
};

/** One expression of a label selector, as it is written in an object. */
export type LabelSelectorRequirement = {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
};

/** How a requirement looks at a label. */
export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

/** One part of a label selector that was read from text. */
export type Requirement = {
  readonly key: string;
  readonly operator: SelectorOperator;
  /** Sorted. */
  readonly values: readonly string[];
};

/** A selector of objects by their labels: all requirements must hold. */
export type Selector = {
  readonly requirements: readonly Requirement[];
  readonly matches: (labels: Labels | undefined) => boolean;
};

/** Why a selector cannot be used, in upstream's words. */
export type SelectorFault = {
  readonly error: string;
};

const none: Labels = {};

/** Whether labels match a LabelSelector: no selector matches nothing, an empty one everything (apimachinery meta/v1/helpers.go). */
export function matchesSelector(selector: LabelSelector | undefined | null, labels: Labels | undefined): boolean {
  if (!selector) return false;
  const own = labels ?? none;
  for (const key in selector.matchLabels) {
    if (!Object.hasOwn(own, key) || own[key] !== selector.matchLabels[key]) return false;
  }
  return (selector.matchExpressions ?? []).every((expression) => {
    const operator = operatorOf(expression.operator);
    return operator !== undefined && holds({ key: expression.key, operator, values: expression.values ?? [] }, own);
  });
}

/** Whether labels have every pair of a plain map, as the selector of a Service; an empty map matches nothing. */
export function matchesLabels(wanted: Labels | undefined, labels: Labels | undefined): boolean {
  let pairs = 0;
  for (const key in wanted) {
    if (!labels || !Object.hasOwn(labels, key) || labels[key] !== wanted[key]) return false;
    pairs += 1;
  }
  return pairs > 0;
}

const operators: Readonly<Record<string, SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

const operatorOf = (name: string): SelectorOperator | undefined => operators[name];

/** A LabelSelector made ready to match; the fault when it breaks a rule of labels.NewRequirement. */
export function compileSelector(selector: LabelSelector): Selector | SelectorFault {
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    requirements.push({ key, operator: '=', values: [value] });
  }
  for (const { key, operator: name, values = [] } of selector.matchExpressions ?? []) {
    const operator = operatorOf(name);
    if (!operator) return { error: `${printJson(name)} is not a valid label selector operator` };
    requirements.push({ key, operator, values: [...values].sort(compareText) });
  }
  for (const requirement of requirements) {
    const error = requirementFault(requirement);
    if (error) return { error };
  }
  return selectorOf(requirements);
}

/** A selector over requirements that are known to be sound. */
export function selectorOf(requirements: readonly Requirement[]): Selector {
  const sorted = [...requirements].sort((a, b) => compareText(a.key, b.key));
  return { requirements: sorted, matches: (labels) => sorted.every((each) => holds(each, labels ?? none)) };
}

/** Why a requirement breaks the rules of labels.NewRequirement; undefined when it keeps them. */
export function requirementFault({ key, operator, values }: Requirement): string | undefined {
  const errors: string[] = [];
  const keyFaults = labelKeyFaults(key);
  if (keyFaults.length > 0) errors.push(`key: Invalid value: ${JSON.stringify(key)}: ${keyFaults.join('; ')}`);
  const shape = shapeFault(operator, values);
  if (shape) errors.push(`values: Invalid value: ${printJson(values)}: ${shape}`);
  values.forEach((value, index) => {
    const printed = printJson(value);
    if ((operator === 'gt' || operator === 'lt') && !isInteger(value)) {
      errors.push(
        `values[${index}]: Invalid value: ${printed}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
  });
  values.forEach((value, index) => {
    const faults = labelValueFaults(value);
    if (faults.length > 0) {
      errors.push(`values[${index}][${key}]: Invalid value: ${printJson(value)}: ${faults.join('; ')}`);
    }
  });
  return errors.length > 1 ? `[${errors.join(', ')}]` : errors[0];
}

function shapeFault(operator: SelectorOperator, values: readonly string[]): string | undefined {
  if (operator === 'in' || operator === 'notin') {
    return values.length === 0 ? "for 'in', 'notin' operators, values set can't be empty" : undefined;
  }
  if (operator === 'exists' || operator === '!') {
    return values.length > 0 ? 'values set must be empty for exists and does not exist' : undefined;
  }
  if (values.length === 1) return undefined;
  return operator === 'gt' || operator === 'lt'
    ? "for 'Gt', 'Lt' operators, exactly one value is required"
    : 'exact-match compatibility requires one single value';
}

const isInteger = (text: string): boolean => /^[-+]?\d{1,19}$/.test(text);

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    default:
      if (value === undefined || !isInteger(value) || !isInteger(values[0] ?? '')) return false;
      return operator === 'gt' ? BigInt(value) > BigInt(values[0]!) : BigInt(value) < BigInt(values[0]!);
  }
}

/** A selector as kubectl's `-l` writes it. */
export const printSelector = (selector: Selector): string => selector.requirements.map(printRequirement).join(',');

function printRequirement({ key, operator, values }: Requirement): string {
  const listed = values.join(',');
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${listed})`;
    case 'gt':
      return `${key}>${listed}`;
    case 'lt':
      return `${key}<${listed}`;
    default:
      return `${key}${operator}${listed}`;
  }
}
