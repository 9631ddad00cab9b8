import { compareText } from '../core/finding.ts';

/** One complaint of a chart's values schema: where (JSON pointer, empty for the root) and what, in the validator's words. */
export interface SchemaComplaint {
  readonly at: string;
  readonly text: string;
}

/** A property the schema does not have. */
export const notAllowed = (at: string, keys: readonly string[]): SchemaComplaint => {
  const quoted = [...keys]
    .sort(compareText)
    .map((key) => `'${key}'`)
    .join(', ');
  return { at, text: `additional properties ${quoted} not allowed` };
};

/**
 * Helm's text when values break a chart's schema (pkg/chart/common/util/jsonschema.go and the validator it prints). Complaints under one
 * property of the root stand together; their order, which differs from run to run, is that of their text.
 */
export function schemaRefusal(chart: string, complaints: readonly SchemaComplaint[]): string {
  const groups = new Map<string, SchemaComplaint[]>();
  for (const complaint of complaints) {
    const top = complaint.at.split('/').slice(0, 2).join('/');
    groups.set(top, [...(groups.get(top) ?? []), complaint]);
  }
  const lines = [...groups.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([top, group]) => printGroup(top, group, groups.size > 1));
  const head = "values don't meet the specifications of the schema(s) in the following chart(s):";
  return `${head}\n${chart}:\n${lines.map((line) => `${line}\n`).join('')}`;
}

function printGroup(top: string, group: readonly SchemaComplaint[], nested: boolean): string[] {
  const lines = group.map(({ at, text }) => `- at '${at}': ${text}`).sort(compareText);
  if (!nested || lines.length === 1) return lines;
  return [`- at '${top}': validation failed`, ...lines.map((line) => `  ${line}`)];
}

/** Helm's text when a template stops with `fail`; the place is left out where it is not known. */
export const templateRefusal = (place: string, text: string): string => `execution error at (${place}): ${text}`;
