import type { Document, Node, Scalar } from 'yaml';
import { resolveScalar } from './scalar.ts';
import { SopsError } from './sops-error.ts';

type Yaml = typeof import('yaml');

const options = { schema: 'failsafe', version: '1.2', logLevel: 'silent', keepSourceTokens: false } as const;

/** Documents of a text in which every scalar is the text that stood there. Throws {@link SopsError} for what is no YAML. */
export function parseDocuments(yaml: Yaml, text: string): readonly Document.Parsed[] {
  const documents = yaml.parseAllDocuments(text, options);
  const list = Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
  const problem = list.flatMap(({ errors }) => errors)[0];
  if (problem) {
    const line = problem.linePos?.[0].line ?? 1;
    // The parser's own message may quote the text.
    throw new SopsError(`line ${line} is no YAML: ${problem.code.toLowerCase().replaceAll('_', ' ')}`);
  }
  return list;
}

/**
 * The text without what SOPS does not keep: aliases stand as copies, anchors and tags are gone, the outermost map is written in lines
 * (sops/stores/yaml/store.go nodeToTreeValue). The same text where there is no such thing.
 */
export function plainYaml(yaml: Yaml, text: string, documents: readonly Document.Parsed[]): string {
  if (text.endsWith('\n') && !documents.some((document) => needsRewriting(yaml, text, document))) return text;
  return documents.map((document, index) => rewrite(yaml, document, index)).join('');
}

function needsRewriting(yaml: Yaml, text: string, document: Document.Parsed): boolean {
  const root = document.contents as Node | null;
  if (yaml.isMap(root) && (root.flow || (root.range![0] > 0 && text[root.range![0] - 1] !== '\n'))) return true;
  let found = false;
  yaml.visit(document, {
    Alias: () => {
      found = true;
      return yaml.visit.BREAK;
    },
    Node: (_, node) => {
      found ||= Boolean('anchor' in node && node.anchor) || Boolean(node.tag && isWritten(node.tag, node));
      return found ? yaml.visit.BREAK : undefined;
    },
  });
  return found;
}

/** Whether a tag stands in the text: the parser gives collections and texts theirs. */
const isWritten = (tag: string, node: Node): boolean => !('srcToken' in node) && tag !== '' && node.tag !== undefined;

function rewrite(yaml: Yaml, document: Document.Parsed, index: number): string {
  yaml.visit(document, {
    Alias: (_, alias) => {
      const target = alias.resolve(document);
      if (!target) throw new SopsError(`the alias *${alias.source} has no anchor`);
      return target.clone() as Node;
    },
  });
  yaml.visit(document, {
    Collection: (_, node) => {
      if (node.tag && !/^tag:yaml\.org,2002:(?:map|seq)$/.test(node.tag)) throw unknownTag(node.tag);
      node.tag = undefined;
      node.anchor = undefined;
    },
    Scalar: (_, node) => {
      plainScalar(node);
    },
  });
  if (yaml.isMap(document.contents)) document.contents.flow = false;
  if (index > 0 && document.directives) document.directives.docStart = true;
  const written = document.toString({ lineWidth: 0 });
  return written.endsWith('\n') ? written : `${written}\n`;
}

function plainScalar(node: Scalar): void {
  const tag = node.tag?.replace('tag:yaml.org,2002:', '');
  node.tag = undefined;
  node.anchor = undefined;
  if (tag === undefined) {
    if (node.type === 'PLAIN' && node.value === '') node.value = 'null';
    return;
  }
  if (tag === 'merge') return;
  if (tag === 'str' || tag === '!') {
    if (node.type === 'PLAIN') node.type = 'QUOTE_DOUBLE';
    return;
  }
  const type = resolveScalar(String(node.value))?.type ?? 'null';
  if (tag !== type && !(tag === 'timestamp' && type === 'time')) throw unknownTag(tag);
}

const unknownTag = (tag: string): SopsError =>
  new SopsError(`the tag ${tag} is not known here`, { hint: 'write the value so that it needs no tag' });
