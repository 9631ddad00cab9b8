/** A step of a path: a field, an index, every item, or the items whose field has a value. */
type Step =
  | { readonly field: string }
  | { readonly index: number }
  | { readonly every: true }
  | { readonly where: readonly string[]; readonly value: string; readonly equal: boolean };

const token =
  /\.(?<field>(?:\\.|[^.[\]\\])+)|\[(?<index>-?\d+)\]|\[(?<every>\*)\]|\[(?:'(?<quoted>[^']*)'|"(?<double>[^"]*)")\]|\[\?\(@(?<where>(?:\.[\w\\./-]+)+)\s*(?<operator>==|!=)\s*(?:"(?<text>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^)\s]+))\)\]/y;

/** Reads a JSONPath as used for printer columns (client-go util/jsonpath, simple form); undefined when it is none. */
export function parseJsonPath(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < path.length) {
    const groups = token.exec(path)?.groups;
    if (!groups) return undefined;
    steps.push(readStep(groups));
  }
  return steps;
}

function readStep(groups: Readonly<Record<string, string | undefined>>): Step {
  const { field, index, every, quoted, double, where, operator, text, single, bare } = groups;
  if (every !== undefined || field === '*') return { every: true };
  if (index !== undefined) return { index: Number(index) };
  if (where !== undefined) {
    const names = where
      .split(/(?<!\\)\./)
      .slice(1)
      .map((name) => name.replaceAll('\\.', '.'));
    return { where: names, value: text ?? single ?? bare ?? '', equal: operator === '==' };
  }
  return { field: field === undefined ? (quoted ?? double ?? '') : field.replace(/\\(.)/g, '$1') };
}

/** Every value at a path. */
export function valuesAt(value: unknown, steps: readonly Step[]): readonly unknown[] {
  return steps.reduce<readonly unknown[]>((values, step) => values.flatMap((each) => follow(each, step)), [value]);
}

function follow(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('every' in step) return Object.values(value);
  if ('field' in step) {
    const found = (value as Record<string, unknown>)[step.field];
    return found === undefined || found === null ? [] : [found];
  }
  if (!Array.isArray(value)) return [];
  if ('index' in step) return value.at(step.index) === undefined ? [] : [value.at(step.index)];
  return value.filter((item) => {
    const [found] = valuesAt(
      item,
      step.where.map((field) => ({ field })),
    );
    // What does not have the field is neither equal nor different.
    return found !== undefined && (String(found) === step.value) === step.equal;
  });
}
