/** An expression that is written as it stands. */
export interface HclExpression {
  readonly expression: string;
}

/** What an attribute may be. */
export type HclValue = string | number | boolean | HclExpression | readonly HclValue[] | HclObject;
interface HclObject {
  readonly [name: string]: HclValue | undefined;
}

/** A block with what is in it: attributes by name, those that are undefined left out, and the blocks after them. */
export interface HclBlock {
  readonly type: string;
  readonly labels?: readonly string[];
  readonly attributes?: HclObject;
  readonly blocks?: readonly HclBlock[];
}

/** An expression. */
export const hcl = (expression: string): HclExpression => ({ expression });

/** Prints blocks as `tofu fmt` leaves them (hashicorp/hcl hclwrite/format.go): `=` of neighbours on single lines stand below each other. */
export const printHcl = (blocks: readonly HclBlock[]): string =>
  blocks.map((block) => printBlock(block, '')).join('\n');

function printBlock({ type, labels = [], attributes = {}, blocks = [] }: HclBlock, indent: string): string {
  const head = [type, ...labels.map(printText), '{'].join(' ');
  const inner = `${indent}  `;
  const own = printPairs(attributes, inner, (name) => name);
  const nested = blocks.map((block) => printBlock(block, inner));
  const parts = [...(own === '' ? [] : [own]), ...nested];
  return parts.length === 0 ? `${indent}${head}\n${indent}}\n` : `${indent}${head}\n${parts.join('\n')}${indent}}\n`;
}

const isWord = (name: string): boolean => /^[a-zA-Z_][\w-]*$/.test(name);

function printPairs(pairs: HclObject, indent: string, printName: (name: string) => string): string {
  const lines = Object.entries(pairs).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: printName(name), text: printValue(value, indent) }],
  );
  return lines
    .map(({ name, text }, i) => `${indent}${name.padEnd(text.includes('\n') ? 0 : widthAt(lines, i))} = ${text}\n`)
    .join('');
}

interface Line {
  readonly name: string;
  readonly text: string;
}

/** Width of the names in the run of single lines around a line. */
function widthAt(lines: readonly Line[], at: number): number {
  const isSingle = (line: Line | undefined) => line !== undefined && !line.text.includes('\n');
  let first = at;
  let last = at;
  while (isSingle(lines[first - 1])) first -= 1;
  while (isSingle(lines[last + 1])) last += 1;
  return Math.max(...lines.slice(first, last + 1).map(({ name }) => name.length));
}

function printValue(value: HclValue, indent: string): string {
  if (typeof value === 'string') return printText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return printList(value, indent);
  if (isExpression(value)) return value.expression;
  const pairs = printPairs(value, `${indent}  `, (name) => (isWord(name) ? name : printText(name)));
  return pairs === '' ? '{}' : `{\n${pairs}${indent}}`;
}

const isList = (value: HclValue): value is readonly HclValue[] => Array.isArray(value);
const isExpression = (value: HclObject | HclExpression): value is HclExpression =>
  typeof value.expression === 'string' && Object.keys(value).length === 1;

function printList(values: readonly HclValue[], indent: string): string {
  const texts = values.map((value) => printValue(value, `${indent}  `));
  const line = `[${texts.join(', ')}]`;
  if (line.length <= 80 && !line.includes('\n')) return line;
  return `[\n${texts.map((text) => `${indent}  ${text},\n`).join('')}${indent}]`;
}

/** A text in quotes, in which nothing is a template (HCL spec, quoted templates). */
export const printText = (text: string): string =>
  `"${text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/([$%])\{/g, '$1$1{')}"`;
