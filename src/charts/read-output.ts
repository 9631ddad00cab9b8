import { isJsonObject } from '../kube/json.ts';
import type { UnknownObject } from '../kube/object.ts';
import { readDocuments } from '../kube/yaml-read.ts';

/** What `helm template` printed, as objects; or why it cannot be read. */
export type HelmOutput =
  | { readonly definitions: readonly UnknownObject[]; readonly objects: readonly UnknownObject[] }
  | { readonly unreadable: string };

const header = /^---\n# Source: (.*)$/m;
/** Templates stand in `templates/`, what is installed before them in `crds/`, of the chart or of a dependency; helm 3.12 leaves the chart's name out. */
const definitionPath = /^(?:[^/]+\/)?(?:charts\/[^/]+\/)*crds\//;

/** Characters at the beginning that are looked at to tell manifests from something else. */
const mostBeginning = 1000;

/** Reads the output of `helm template --include-crds`: every manifest has a comment that says where it is from. */
export function readHelmOutput(text: string): HelmOutput {
  const definitions: UnknownObject[] = [];
  const objects: UnknownObject[] = [];
  if (!beginsWithSource(text)) return { unreadable: 'what helm printed is no manifest of a chart' };
  for (const { source, manifest } of piecesOf(text)) {
    const { documents, findings } = readDocuments(manifest, source);
    const broken = findings.find(({ severity }) => severity === 'error');
    if (broken) return { unreadable: `${source}: ${broken.message}` };
    for (const object of documents.flatMap(({ value }) => unfold(value)))
      (definitionPath.test(source) ? definitions : objects).push(object);
  }
  return { definitions, objects };
}

/** Whether nothing stands before the first manifest: helm's own words would, or those of something that is not helm. */
const beginsWithSource = (text: string): boolean => /^\s*($|---\s*($|\n# Source: ))/.test(text.slice(0, mostBeginning));

function* piecesOf(text: string): Generator<{ readonly source: string; readonly manifest: string }> {
  let rest = text.startsWith('---\n') ? text : `---\n${text}`;
  for (let found = header.exec(rest); found; ) {
    const source = found[1]!.trim();
    rest = rest.slice(found.index + found[0].length);
    found = header.exec(rest);
    yield { source, manifest: found ? rest.slice(0, found.index) : rest };
  }
}

/** The objects of a document: one, those of a list, or none. */
function unfold(value: unknown): readonly UnknownObject[] {
  if (!isJsonObject(value) || typeof value.kind !== 'string') return [];
  if (value.kind.endsWith('List') && Array.isArray(value.items)) return value.items.flatMap(unfold);
  return isJsonObject(value.metadata) && typeof value.metadata.name === 'string' ? [value as UnknownObject] : [];
}
