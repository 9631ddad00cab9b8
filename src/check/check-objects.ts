import { messageOf } from '../core/errors.ts';
import type { FileTree } from '../core/file-tree.ts';
import { compareFindings, type Finding } from '../core/finding.ts';
import { createPause } from '../core/pause.ts';
import { groupOf, printRef } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { holdsSealed } from '../kube/sealed.ts';
import type { FixableFinding } from './apply-fixes.ts';
import { judgeObjects } from './judge-objects.ts';
import type { DefinitionsOf } from './known-definitions.ts';
import { withoutNulls } from './null-fields.ts';
import { openFiles } from './places.ts';
import type { ObjectsRule, Problem, RuleInput } from './rule.ts';
import { applySuppressions } from './suppressions.ts';

/** Documents searched for places between two turns of the event loop. */
const documentsPerTurn = 20;

/**
 * Runs rules over objects: one finding a problem, in a total order, with the place in the file when the tree is given.
 * Comments `# gatehouse: ignore=<rule> reason` take findings away; one that takes none away is a finding itself. Objects `beside` may be in the
 * cluster or not: nothing is found in them, and what is found only where they are, or only where they are not, is left out.
 */
export const checkObjects = async (
  rules: readonly ObjectsRule[],
  objects: readonly SourcedObject[],
  tree?: FileTree,
  around: Surroundings = {},
): Promise<readonly Finding[]> => (await checkWithFixes(rules, objects, tree, around)).findings;

/** What objects are judged with. */
export interface Surroundings {
  /** Objects that may be in the cluster or not. */
  readonly beside?: readonly SourcedObject[];
  /** Schemas of kinds that no object brings. */
  readonly definitionsOf?: DefinitionsOf;
  /** False where something could not be built, or stands elsewhere. */
  readonly isWhole?: boolean;
}

/** What rules find, and what of it a machine can mend. */
export interface CheckedObjects {
  readonly findings: readonly Finding[];
  /** In the order of the findings, which they are among. */
  readonly fixes: readonly FixableFinding[];
}

/** Runs rules over objects, like `checkObjects`, and keeps what mends the findings that are told. */
export async function checkWithFixes(
  rules: readonly ObjectsRule[],
  written: readonly SourcedObject[],
  tree?: FileTree,
  { beside = [], definitionsOf, isWhole = true }: Surroundings = {},
): Promise<CheckedObjects> {
  const objects = written.map(withoutNulls);
  const faults = rules.some(({ judges }) => judges) ? await judgeObjects(objects, definitionsOf) : [];
  const input = { ...makeRuleInput(objects), faults, isWhole };
  const withBeside =
    beside.length === 0 ? undefined : { ...makeRuleInput([...objects, ...beside.map(withoutNulls)]), faults, isWhole };
  const pause = createPause(1);
  const hits: Hit[] = [];
  for (const rule of rules) {
    const found = runRule(rule, input);
    const kept = withBeside && found.length > 0 ? eitherWay(found, runRule(rule, withBeside)) : found;
    for (const hit of kept) hits.push(hit);
    await pause();
  }
  const fresh = withoutRepeats(hits);
  const placed = tree ? await placeHits(fresh, tree) : fresh.map((hit) => hit.finding);
  const kept = tree ? applySuppressions(placed, rules, tree) : placed;
  const findings = [...kept].sort(compareFindings);
  return { findings, fixes: fixesOf(fresh, placed, findings) };
}

/** What mends the findings that are told: nothing is mended that a comment silences or that is not known to be wrong. */
function fixesOf(
  hits: readonly Hit[],
  placed: readonly Finding[],
  told: readonly Finding[],
): readonly FixableFinding[] {
  const fixes = new Map<Finding, FixableFinding>();
  for (const [index, { problem }] of hits.entries()) {
    const finding = placed[index]!;
    if (problem?.fix === undefined || finding.severity === 'unknown') continue;
    fixes.set(finding, { finding, on: problem.on, fix: problem.fix });
  }
  return told.flatMap((finding) => fixes.get(finding) ?? []);
}

/** Objects as rules look at them. */
export function makeRuleInput(objects: readonly SourcedObject[]): RuleInput {
  const kinds = new Map<string, SourcedObject[]>();
  const names = new Map<string, SourcedObject>();
  for (const each of objects) {
    const { object } = each;
    const known = kinds.get(object.kind);
    if (known) known.push(each);
    else kinds.set(object.kind, [each]);
    const ref = printRef(object);
    if (!names.has(ref)) names.set(ref, each);
  }
  return {
    objects,
    ofKind: (kind, group) => {
      const found = kinds.get(kind) ?? [];
      return group === undefined ? found : found.filter(({ object }) => groupOf(object.apiVersion) === group);
    },
    find: (kind, name, namespace) => names.get(printRef({ kind, metadata: { name, namespace } })),
    faults: [],
    isWhole: true,
  };
}

/** A finding and the problem it came from. */
interface Hit {
  readonly finding: Finding;
  readonly problem?: Problem;
  readonly judges?: true;
}

/** What another rule tells of the same field, or of one above or below it, with more to say, is not told again by those that judge. */
function withoutRepeats(hits: readonly Hit[]): readonly Hit[] {
  const told = new Map<SourcedObject, Problem[]>();
  for (const { problem, judges } of hits) {
    if (!problem || judges || (problem.path ?? []).length < 2) continue;
    const known = told.get(problem.on);
    if (known) known.push(problem);
    else told.set(problem.on, [problem]);
  }
  const isRepeat = ({ on, path = [] }: Problem) =>
    told.get(on)?.some((other) => other.path!.every((step, at) => at >= path.length || step === path[at])) ?? false;
  const places = new Set<string>();
  return hits.filter(({ problem, judges }) => {
    if (!judges || !problem) return true;
    if (isRepeat(problem)) return false;
    // What is applied in several places, as components of kustomize are, is written once.
    const { on, path, message } = problem;
    const place = on.origin && JSON.stringify([on.origin.file, on.origin.document, path, message]);
    if (place === undefined) return true;
    const isNew = !places.has(place);
    places.add(place);
    return isNew;
  });
}

function runRule(rule: ObjectsRule, input: RuleInput): readonly Hit[] {
  const run = (from: RuleInput): readonly Hit[] =>
    rule
      .check(from)
      .map((problem) => ({ problem, finding: toFinding(rule, problem), ...(rule.judges && { judges: true }) }));
  try {
    return run(input);
  } catch {
    // An object in a shape that no API server would take must not hide what there is to say of others.
  }
  try {
    return run(ofRightShape(input));
  } catch (thrown) {
    const message = `rule ${rule.id} could not read these objects: ${messageOf(thrown)}`;
    return [{ finding: { code: 'rule-failed', severity: 'warning', message } }];
  }
}

/** Without objects that are pieces of something, or that the API server has something against. */
function ofRightShape(input: RuleInput): RuleInput {
  const wrong = new Set(input.faults.map(({ on }) => on));
  const kept = input.objects.filter((each) => !each.loose && !wrong.has(each));
  return { ...input, ...makeRuleInput(kept), faults: input.faults, isWhole: false };
}

/** Those that are found in other circumstances, too. */
function eitherWay(hits: readonly Hit[], others: readonly Hit[]): readonly Hit[] {
  const keyOf = ({ finding, problem }: Hit) => JSON.stringify([finding.code, finding.object, problem?.path]);
  const there = new Set(others.map(keyOf));
  return hits.filter((hit) => there.has(keyOf(hit)));
}

/** What a rule has to say of a value that only a key decrypts is about its stand-in, and not known of the value. */
function knownByOf({ on, path = [], message, knownBy }: Problem): string | undefined {
  if (knownBy !== undefined) return knownBy;
  if (on.approximate) return `the chart that ${on.madeBy} asks for: \`gatehouse charts\` shows where it is missing`;
  let value: unknown = on.object;
  for (const step of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  const about = path.length === 0 ? message : `${message} ${JSON.stringify(value) ?? ''}`;
  return holdsSealed(about) ? 'the value that only the key decrypts' : undefined;
}

const byValues = (release: string): string => `the object is made by ${release}: it is changed by its spec.values`;

function toFinding(rule: ObjectsRule, problem: Problem): Finding {
  const { on, message, hint } = problem;
  const { origin } = on;
  const knownBy = knownByOf(problem);
  return {
    code: rule.id,
    severity: knownBy === undefined ? (problem.severity ?? rule.severity) : 'unknown',
    message,
    object: printRef(on.object),
    ...(origin && { file: origin.file, line: origin.line }),
    why: problem.why ?? rule.why,
    ...(knownBy === undefined && hint && { hint: on.madeBy === undefined ? hint : `${hint}; ${byValues(on.madeBy)}` }),
    ...(knownBy !== undefined && { knownBy }),
  };
}

/** Adds line, column and excerpt. Problems are looked up in the order of their documents: each is parsed once. */
async function placeHits(hits: readonly Hit[], tree: FileTree): Promise<readonly Finding[]> {
  const pause = createPause(documentsPerTurn);
  const findings = hits.map(({ finding }) => finding);
  for (const indexes of hitsByFile(hits).values()) {
    const inFile = openFiles(tree);
    for (const index of indexes) {
      await pause();
      const { finding, problem } = hits[index]!;
      const { on, path = [] } = problem!;
      const origin = on.origin!;
      findings[index] = { ...finding, ...(await inFile(origin, origin.path ?? path)) };
    }
  }
  return findings;
}

/** Indexes of the hits that have a place, by file, in the order of documents. */
function hitsByFile(hits: readonly Hit[]): ReadonlyMap<string, readonly number[]> {
  const files = new Map<string, number[]>();
  for (const [index, { problem }] of hits.entries()) {
    const file = problem?.on.origin?.file;
    if (file === undefined) continue;
    const known = files.get(file);
    if (known) known.push(index);
    else files.set(file, [index]);
  }
  const documentOf = (index: number) => hits[index]!.problem!.on.origin!.document;
  for (const indexes of files.values()) indexes.sort((a, b) => documentOf(a) - documentOf(b) || a - b);
  return files;
}
