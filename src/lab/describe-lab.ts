import type { LabProblem } from './lab-problem.ts';
import type { SchemaNode } from './schema-tree.ts';

/** What is checked in a lab, as the page tells it. */
export interface DescribedCheck extends Pick<LabProblem, 'severity'> {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
}

/** The reference page of the lab file in Markdown, made from its schema and the checks. */
export function labReference(root: SchemaNode, checks: readonly DescribedCheck[]): string {
  return [
    '# The lab file',
    'One file, `lab.yaml`, describes the whole platform. A name that is not listed here is refused, so that a misspelt field is found at once. Editors complete and check the file when its first line names the JSON Schema.',
    ...sections('lab.yaml', '', root),
    '## What is checked',
    'A file that reads well is checked for what would break on the wire. Each finding has the line and column it is about, and says what to do.',
    checksTable(checks),
  ]
    .join('\n\n')
    .concat('\n');
}

/** A section for a mapping, then one for each mapping inside it. */
function sections(title: string, path: string, node: SchemaNode): string[] {
  if (!node.properties) return nested(path, node);
  const fields = Object.entries(node.properties);
  const required = new Set(node.required ?? []);
  const rows = fields.map(([name, field]) => fieldRow(name, field, required.has(name)));
  return [
    `## \`${title}\``,
    ...(node.description ? [node.description] : []),
    ['| field | what it takes | default | meaning |', '|---|---|---|---|', ...rows].join('\n'),
    ...fields.flatMap(([name, field]) => nested(path ? `${path}.${name}` : name, field)),
  ];
}

/** Sections for the mappings a field leads to: itself, items of its list, values of its record, its alternatives. */
function nested(path: string, node: SchemaNode): string[] {
  if (node.properties) return sections(path, path, node);
  if (node.items) return nested(`${path}[]`, node.items);
  if (typeof node.additionalProperties === 'object') return nested(`${path}.<name>`, node.additionalProperties);
  if (node.oneOf) return node.oneOf.flatMap((branch) => sections(`${path} (${branchName(branch)})`, path, branch));
  return (node.anyOf ?? []).flatMap((branch) => nested(path, branch));
}

function branchName(branch: SchemaNode): string {
  const constant = Object.entries(branch.properties ?? {}).find(([, property]) => property.const !== undefined);
  return constant ? `${constant[0]}: ${String(constant[1].const)}` : 'otherwise';
}

function fieldRow(name: string, field: SchemaNode, required: boolean): string {
  const fallback = required ? '**required**' : field.default === undefined ? '' : defaultText(field);
  return `| \`${name}\` | ${cell(typeText(field))} | ${cell(fallback)} | ${cell(field.description ?? '')} |`;
}

function defaultText(field: SchemaNode): string {
  const empty = JSON.stringify(field.default) === '{}';
  return empty && field.properties ? 'its defaults' : `\`${JSON.stringify(field.default)}\``;
}

const plural = (type: string) => type.replace(/\b(text|mapping)\b/g, '$1s');

function typeText(node: SchemaNode): string {
  const branches = node.anyOf ?? node.oneOf;
  if (branches) return [...new Set(branches.map(typeText))].join(' or ');
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum) return node.enum.map((word) => `\`${String(word)}\``).join(' or ');
  if (node.items) return `list of ${plural(typeText(node.items))}`;
  if (node.type === 'object')
    return typeof node.additionalProperties === 'object'
      ? `mapping of names to ${typeText(node.additionalProperties)}`
      : 'mapping';
  return `${scalarNames[node.type ?? ''] ?? 'anything'}${limits(node)}`;
}

const scalarNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
};

function limits({ minimum, maximum }: SchemaNode): string {
  // JSON Schema states the safe-integer limits of JavaScript for every whole number: they say nothing.
  const upper = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum !== undefined && upper !== undefined) return ` from ${minimum} to ${upper}`;
  return minimum === undefined ? '' : ` from ${minimum}`;
}

function checksTable(checks: readonly DescribedCheck[]): string {
  const rows = checks.map(
    ({ id, severity, summary, why }) => `| \`${id}\` | ${severity} | ${cell(summary)} | ${cell(capital(why))} |`,
  );
  return ['| code | severity | found when | why it matters |', '|---|---|---|---|', ...rows].join('\n');
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
