import { posix } from 'node:path';

/** Folders of `src/`, lowest floor first. Folders in one row stand side by side: they never import each other. */
const rows: readonly (readonly string[])[] = [
  ['core'],
  ['kube'],
  ['registry', 'sops'],
  ['lab'],
  ['charts'],
  ['compose', 'repo', 'cluster'],
  ['check'],
  ['controlplane'],
  ['operate'],
  ['systems'],
  ['app'],
  ['report'],
  ['web'],
  ['cli'],
];

export const floors: readonly string[] = rows.flat();

/** First folder of a path relative to `src/`. */
export const floorOf = (path: string): string => path.split('/')[0]!;

const rowOf = (path: string): number => rows.findIndex((row) => row.includes(floorOf(path)));

const contracts = ['systems/system.ts', 'systems/index.ts'];
/** What is made of all systems together: a system that read it would read the others. */
const joined = ['lab', 'lab-file', 'components', 'ruled', 'objects-rules'].map((name) => `systems/${name}.ts`);
const systemOf = (path: string): string | undefined => {
  const [floor, system, file] = path.split('/');
  return floor === 'systems' && file !== undefined ? system : undefined;
};

/** Whether a file may import another (both relative to `src/`). Report sees the data of app, never the other way round. */
export function isAllowed(from: string, to: string): boolean {
  const fromRow = rowOf(from);
  const toRow = rowOf(to);
  if (toRow > fromRow) return false;
  if (toRow < fromRow) return true;
  if (floorOf(from) !== floorOf(to)) return false;
  const fromSystem = systemOf(from);
  const toSystem = systemOf(to);
  if (fromSystem && joined.includes(to)) return false;
  if (!fromSystem || !toSystem) return true;
  return fromSystem === toSystem || toSystem === 'kubernetes' || contracts.includes(to);
}

const importPattern = /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]/g;

/** Relative imports of a file, those of types too, as paths relative to `src/`; JSON data is left out. */
export function importsOf(text: string, path: string): string[] {
  const found = [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2]!);
  return [...new Set(found)].filter((target) => /\.tsx?$/.test(target)).map((target) => resolve(path, target));
}

const resolve = (path: string, target: string): string => posix.normalize(posix.join(posix.dirname(path), target));

const errorText = String.raw`(?:messageOf\([^()]*\)|\b(?:thrown|error|failure|cause)(?:\.status)?\.message)`;
const reading = new RegExp(
  String.raw`${errorText}\s*(?:\.(?:startsWith|endsWith|includes|match|matchAll|search)\(|[!=]==)|\.(?:test|exec)\(\s*${errorText}\s*\)`,
);

/** Whether code takes a decision by the text of an error that it caught. */
export const readsErrorTexts = (text: string): boolean => reading.test(text);

/** Circles in an import graph, each once, starting from its first file in text order. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const stack: string[] = [];
  const cycles: string[] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...stack.slice(stack.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    stack.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    stack.pop();
    state.set(file, 'done');
  };
  for (const file of [...graph.keys()].sort()) visit(file);
  return cycles;
}
