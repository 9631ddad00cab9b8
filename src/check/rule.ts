import type { ClusterReader } from '../cluster/cluster.ts';
import type { Severity } from '../core/finding.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import type { Service } from '../kube/types.ts';
import type { LabCore } from '../lab/lab-core.ts';
import type { LabPlan } from '../lab/lab-plan.ts';
import type { LabPath } from '../lab/lab-problem.ts';
import type { Repository } from '../repo/repository.ts';
import type { Fix } from './fix.ts';
import type { AddressExplanation, AddressRow, ConvergenceRow, FirstCause, Verification } from './observed.ts';

/** What is said of one mistake, whatever showed it. */
interface RuleFacts {
  /** Kebab-case; equals the name of its file, and is the code of its findings. */
  readonly id: string;
  readonly severity: Severity;
  /** One line for the reference page. */
  readonly summary: string;
  /** The upstream rule with its source file. */
  readonly why: string;
  /** It is about the order in which things come up: the timeline tells it, too. */
  readonly order?: true;
}

/** What every problem says; severity and reason are those of its rule unless it has its own. */
interface Told {
  readonly message: string;
  readonly hint?: string;
  /** Where it cannot be said whether it is a problem: what would make it known. */
  readonly knownBy?: string;
  readonly severity?: Severity;
  readonly why?: string;
}

/** Input of which a rule finds nothing, and input in which it finds its mistake: its test, and the examples of its reference page. */
interface Examples<Input> {
  readonly passing: readonly Input[];
  readonly failing: readonly Input[];
}

/** A problem in a lab file; the engine adds line, column and excerpt from `path`. */
export interface LabRuleProblem extends Told {
  readonly path: LabPath;
  /** Point at the key instead of its value. */
  readonly atKey?: boolean;
}

/** Changes to the sample lab: what stands at a dotted path, e.g. `apps.0.hosts`; undefined takes it away. */
export type LabExample = Readonly<Record<string, unknown>>;

/** A mistake that a lab file alone shows, as far as the owner of the rule sees the lab. */
export interface LabRule<Lab = LabCore> extends RuleFacts {
  readonly needs: 'lab';
  readonly check: (lab: Lab, plan: LabPlan) => readonly LabRuleProblem[];
  readonly examples: Examples<LabExample>;
}

/** What rules look at: objects with their origins. */
export interface RuleInput {
  readonly objects: readonly SourcedObject[];
  /** Objects of one kind. */
  readonly ofKind: (kind: string, group?: string) => readonly SourcedObject[];
  readonly find: (kind: string, name: string, namespace?: string) => SourcedObject | undefined;
  /** Nothing is known to be left out: all that was found could be built. What is missing elsewise may stand in what was not. */
  readonly isWhole: boolean;
  /** What the API server has against objects by themselves; empty unless a rule asks for it. */
  readonly faults: readonly ObjectFault[];
}

/** Ids of the rules that tell what the API server has against an object by itself. */
export type FaultCode =
  | 'api-version-not-served'
  | 'field-missing'
  | 'field-unknown'
  | 'value-not-supported'
  | 'value-of-wrong-type'
  | 'value-refused';

/** Something the API server has against an object by itself, and the id of the rule that tells it. */
export interface ObjectFault extends Problem {
  readonly code: FaultCode;
  /** The name that was meant, where one is near. */
  readonly instead?: string;
}

/** A problem at an object; the engine adds file, line, column and excerpt from `path`. */
export interface Problem extends Told {
  readonly on: SourcedObject;
  /** Path inside the object, e.g. `['spec', 'addresses', 0]`. */
  readonly path?: readonly (string | number)[];
  /** Edits that mend it, where there is one right answer. */
  readonly fix?: Fix;
}

/** A mistake that objects show, wherever they come from. All objects of an example are looked at together. */
export interface ObjectsRule extends RuleFacts {
  readonly needs: 'objects';
  /** It looks at what registries told, too, of which one run may know less than another: a comment that it does not need now is kept. */
  readonly looksBeyond?: true;
  /** Advice that often holds for a whole repository is told once, whatever the single messages say: what is read after `12 of 14 HelmReleases`. */
  readonly together?: string;
  /** It looks at `faults`: what a rule with more to say has told of the same field is not told again. */
  readonly judges?: true;
  readonly check: (input: RuleInput) => readonly Problem[];
  readonly examples: Examples<UnknownObject>;
}

/** What systems know of an object of a running platform. */
export interface Explanations {
  /** How each node came to announce a Service's address, or not; undefined where nobody gives it addresses. */
  readonly address: (service: Service) => Promise<Pick<AddressExplanation, 'hops'> | undefined>;
  /** Why a Service has no address, where what its newest event said does not say all. */
  readonly pending: (service: Service, said: string) => Promise<Required<Omit<FirstCause, 'object'>> | undefined>;
  /** The first cause why an object is not ready, where its own condition does not say all. */
  readonly unready: (object: UnknownObject) => Promise<FirstCause | undefined>;
  /** Name of the chart among the files that is to bring the kinds of an API group. */
  readonly chartOfGroup: (group: string) => Promise<string | undefined>;
}

/** A running platform, and what was seen of it while it came up. */
export interface ClusterInput {
  readonly cluster: ClusterReader;
  readonly convergence: readonly ConvergenceRow[];
  readonly addresses: readonly AddressRow[];
  readonly verification: Omit<Verification, 'routes'>;
  /** The files it was brought up from. */
  readonly repository: Pick<Repository, 'objects' | 'local' | 'tree'>;
  /** What a command is to be given to look closer. */
  readonly path: string;
  /** Ids of the rules that look: what none of them tells is told by the one that comes nearest. */
  readonly ids: ReadonlySet<string>;
  /** No lab says which Kubernetes it is, and so what gives Services addresses by itself. */
  readonly isUndescribed?: boolean;
  /** Releases of which it is said already that nothing is known of what they install, as `namespace/name`. */
  readonly assumedReleases: ReadonlySet<string>;
  /** Names of the charts that those are of. */
  readonly missingCharts: readonly string[];
  readonly explain: Explanations;
}

/** A problem of a running platform; the engine adds file, line, column and excerpt of the object, or of what made it. */
export interface ClusterProblem extends Told {
  /** `Kind/namespace/name` of the object that shows it; undefined where upstream names none. */
  readonly object?: string;
  /** Path inside the object. */
  readonly path?: readonly (string | number)[];
}

/** A small platform: its objects, and what was seen of it beside them; what is left out was not seen. */
export interface ClusterExample {
  readonly objects: readonly UnknownObject[];
  readonly seen?: (objects: readonly UnknownObject[]) => Promise<Seen> | Seen;
}

/** What an example says was seen. */
export type Seen = Partial<
  Pick<ClusterInput, 'convergence' | 'addresses'> & ClusterInput['verification'] & Explanations
>;

/** A mistake that only a running platform shows. */
export interface ClusterRule extends RuleFacts {
  readonly needs: 'cluster';
  /** What the files left open under its id is settled by what it tells, and by its silence. */
  readonly settles?: true;
  readonly check: (input: ClusterInput) => Promise<readonly ClusterProblem[]> | readonly ClusterProblem[];
  readonly examples: Examples<ClusterExample>;
}

/** One way to find one mistake, in labs of a type at least: without one nobody gives it a lab. */
export type Rule<Lab = never> = LabRule<Lab> | ObjectsRule | ClusterRule;

/** What the file of a mistake exports: a rule, or one for each input that shows the mistake. */
export type RuleFile<Lab = never> = Rule<Lab> | readonly Rule<Lab>[];

/** Those that look at objects. */
export const objectsRulesOf = (rules: readonly Rule[]): readonly ObjectsRule[] =>
  rules.filter((rule) => rule.needs === 'objects');

/** Those that look at a lab file. */
export const labRulesOf = <Lab>(rules: readonly Rule<Lab>[]): readonly LabRule<Lab>[] =>
  rules.filter((rule) => rule.needs === 'lab');

/** Those that look at a running platform. */
export const clusterRulesOf = (rules: readonly Rule[]): readonly ClusterRule[] =>
  rules.filter((rule) => rule.needs === 'cluster');
