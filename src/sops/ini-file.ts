import { flattenFields, unflattenFields } from './flat-metadata.ts';
import { defaultSection, type IniKey, readIni, trimmed } from './ini-lines.ts';
import { metadataFields, readMetadata } from './metadata.ts';
import { SopsError } from './sops-error.ts';
import type { SealedTree, SopsTree, TreeItem } from './tree.ts';

const ownSection = 'sops';

/**
 * An INI file as SOPS reads it: a map a section, all values texts; the comment of a section stands first in it, that of a key behind the key
 * (sops/stores/ini/store.go).
 */
export const parseIni = (text: string): SopsTree =>
  readIni(text).map(({ name, comment, keys }) => ({
    key: name,
    value: { map: [...commentItems(comment), ...keys.flatMap(keyItems)] },
  }));

const keyItems = ({ name, value, comment }: IniKey): readonly TreeItem[] => [
  { key: name, value: { scalar: { type: 'str', text: value } } },
  ...commentItems(comment),
];

/** A comment without its first mark. */
const commentItems = (comment: string): readonly TreeItem[] =>
  comment === '' ? [] : [{ comment: comment.replace(comment.startsWith(';') ? /^[; ]+/ : /^[# ]+/, '') }];

/** A tree as INI, as SOPS writes it: names padded to the longest of their section (go-ini/ini file.go). Throws {@link SopsError} for deeper trees. */
export function printIni(tree: SopsTree): string {
  const sections = tree.flatMap((item) => ('key' in item ? [sectionOf(item.key, item.value)] : []));
  return sections.map((section, i) => printSection(section, i === 0, i === sections.length - 1)).join('');
}

interface Section {
  readonly name: string;
  readonly comment: string;
  readonly keys: readonly IniKey[];
}

function sectionOf(name: string, value: Extract<TreeItem, { key: string }>['value']): Section {
  if (!('map' in value)) throw new SopsError(`${name} is no section: at the top of an INI file there is nothing else`);
  const [first, ...rest] = value.map;
  const comment = first && 'comment' in first ? first.comment : '';
  const keys: IniKey[] = [];
  for (const item of comment === '' && !(first && 'comment' in first) ? value.map : rest) {
    const last = keys.at(-1);
    if ('comment' in item) {
      if (last) last.comment = item.comment;
    } else if ('scalar' in item.value) keys.push({ name: item.key, value: item.value.scalar?.text ?? '', comment: '' });
    else throw new SopsError(`${item.key} is no text: a section of an INI file holds none else`);
  }
  return { name, comment, keys };
}

function printSection({ name, comment, keys }: Section, isFirst: boolean, isLast: boolean): string {
  const isDefault = isFirst && name.toUpperCase() === defaultSection;
  if (isDefault && keys.length === 0) return printComment(comment);
  const names = keys.map((key) => quotedName(key.name));
  const width = Math.max(0, ...names.map((each) => Buffer.byteLength(each)));
  const lines = keys.map(({ value, comment: note }, i) => {
    const padding = ' '.repeat(width - Buffer.byteLength(names[i]!));
    return `${printComment(note)}${names[i]}${padding} = ${quotedValue(value)}\n`;
  });
  return `${printComment(comment)}${isDefault ? '' : `[${name}]\n`}${lines.join('')}${isLast ? '' : '\n'}`;
}

/** A comment, each of its lines with a mark. Throws {@link SopsError} for an empty line in it, by which the program ends. */
function printComment(comment: string): string {
  if (comment === '') return '';
  return comment
    .split('\n')
    .map((line) => {
      if (line === '') throw new SopsError('a comment begins with an empty line, which SOPS does not survive');
      return /^[#;]/.test(line) ? `${line[0]} ${trimmed(line.slice(1))}\n` : `; ${trimmed(line)}\n`;
    })
    .join('');
}

function quotedName(name: string): string {
  if (/["=:]/.test(name)) return `\`${name}\``;
  return name.includes('`') ? `"""${name}"""` : name;
}

function quotedValue(value: string): string {
  if (/[\n`]/.test(value)) return `"""${value}"""`;
  if (/[#;]/.test(value)) return `\`${value}\``;
  return trimmed(value) === value ? value : `"${value}"`;
}

/** What an encrypted INI file holds; undefined where no section is of SOPS. */
export function readSealedIni(text: string): SealedTree | undefined {
  const all = parseIni(text);
  const own = all.filter((item) => 'key' in item && item.key === ownSection);
  if (own.length === 0) return undefined;
  if (own.length > 1) throw new SopsError('the section sops is there twice');
  const block = own.flatMap((item) => ('key' in item && 'map' in item.value ? item.value.map : []));
  const flat = block.flatMap((item) =>
    'key' in item && 'scalar' in item.value
      ? [[item.key, (item.value.scalar?.text ?? '').replaceAll('\\n', '\n')] as const]
      : [],
  );
  return { tree: all.filter((item) => !own.includes(item)), metadata: readMetadata(unflattenFields(flat)) };
}

/** An encrypted INI file: the block is a section, flattened (sops/stores/metadata.go MetadataFlattenBelowTop). */
export const printSealedIni = ({ tree, metadata }: SealedTree): string =>
  printIni([
    ...tree,
    {
      key: ownSection,
      value: {
        map: flattenFields(metadataFields(metadata)).map(([key, text]) => ({
          key,
          value: { scalar: { type: 'str', text: text.replaceAll('\n', '\\n') } },
        })),
      },
    },
  ]);
