import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabSlice } from '../src/lab/slice.ts';
import { systems } from '../src/systems/index.ts';
import { literalsOf } from './literals.ts';

/** Words by which one system is known, and which others must not write into their code. */
export interface Vocabulary {
  readonly id: string;
  /** Groups of its kinds, and domains of its annotations. */
  readonly domains: readonly string[];
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

/** A place that may say words of a system, and why. */
export interface Exception {
  /** A file, or a folder with `/` at its end, relative to `src/`. */
  readonly path: string;
  readonly system: string;
  readonly why: string;
}

interface Definition {
  readonly spec: { readonly group: string; readonly names: { readonly kind: string } };
}

/** Kubernetes is everybody's, and apps have no words of their own. */
const common = new Set(['kubernetes', 'apps']);

/** Names of kinds that are words of Kubernetes before they are anybody's: a kind, what deletions do, what Deployments have. */
const ofKubernetes = new Set(['Node', 'Orphan', 'Replica']);

/** What each system is known by: the CRDs that it carries, the domains that it declares, and the namespaces that its slice of the lab claims. */
export function vocabularies(folder: string): Promise<readonly Vocabulary[]> {
  const own = systems.filter(({ id }) => !common.has(id));
  return Promise.all(
    own.map(async ({ id, annotationDomains = [] }) => {
      const definitions = definitionsIn(join(folder, id, 'crds'));
      const groups = definitions.map(({ spec }) => spec.group);
      return {
        id,
        domains: [...new Set([...groups, ...annotationDomains])],
        kinds: new Set(definitions.map(({ spec }) => spec.names.kind).filter((kind) => !ofKubernetes.has(kind))),
        namespaces: new Set(existsSync(join(folder, id, 'lab.ts')) ? await namespacesOf(id) : []),
      };
    }),
  );
}

async function namespacesOf(id: string): Promise<readonly string[]> {
  const { slice } = (await import(`../src/systems/${id}/lab.ts`)) as { readonly slice: LabSlice };
  return slice.namespaces ?? [];
}

function definitionsIn(folder: string): readonly Definition[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'sources.json')
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly Definition[]);
}

/** The words of a system in the strings of a file, with their lines: a domain anywhere in a string, a kind or a namespace that is all of it. Examples of rules are what people write: they may say all. */
export function wordsIn(source: string, { domains, kinds, namespaces }: Vocabulary): readonly string[] {
  const anyDomain = new RegExp(
    `(?<![\\w-])(?:${domains.map((domain) => domain.replaceAll('.', '\\.')).join('|')})(?![\\w.-])`,
  );
  return literalsOf(withoutExamples(source)).flatMap(({ text, line }) => {
    const says = kinds.has(text) || namespaces.has(text) || (domains.length > 0 && anyDomain.test(text));
    return says ? [`${line}: ${text}`] : [];
  });
}

/** The file with the examples of its rules blank, as the formatter lays them out: on one line, or up to the brace below their first letter. */
const withoutExamples = (source: string): string =>
  source.replace(/^( *)examples: \{(?:.*\},|[\s\S]*?\n\1\},)$/gm, (block) => block.replace(/[^\n]/g, ''));
