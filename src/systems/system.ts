import type { Socket } from 'node:net';
import type { ChartEngine, ChartOutline } from '../charts/contract.ts';
import type { AddressExplanation, FirstCause, GateProblem } from '../check/observed.ts';
import type { ObjectMaker } from '../check/places.ts';
import type { Rule } from '../check/rule.ts';
import type { AdmissionWebhook } from '../cluster/admission.ts';
import type { Cluster, ClusterReader } from '../cluster/cluster.ts';
import type { Controller } from '../cluster/controller.ts';
import type { Hop, PlayedAnswer, PodRequest, Visitor } from '../cluster/network.ts';
import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import type { KindRef, UnknownObject } from '../kube/object.ts';
import type { Pod, Service } from '../kube/types.ts';
import type { PublishedManifest } from '../repo/published-manifest.ts';
import type { Assumption } from './assumption.ts';
import type { ClientConditions } from './client-conditions.ts';
import type { Applier, Delivers } from './delivery.ts';
import type { GatePlace } from './gate-place.ts';
import type { GateStream, StreamProtocol } from './gate-stream.ts';
import type { KeptCertificate, SecretByHand } from './kept.ts';
import type { Lab } from './lab.ts';
import type { NodeKind } from './node-kind.ts';
import type { Fate, Outlook, OutlookInput, OwnerChange } from './outlook.ts';
import type { AskedServers, SignIn } from './sign-in.ts';

export type { Assumption } from './assumption.ts';

/** One behaviour a system models, for docs/reference/coverage.md. */
export interface Claim {
  readonly behaviour: string;
  readonly upstream: string;
  /** How it is tested: test file or fixture folder, relative to the repository. */
  readonly tested: string;
  readonly notModelled?: string;
}

/** One request whose answer the objects promise, whoever carries it out. */
export interface Expectation {
  /** `Kind/namespace/name` that promises it. */
  readonly object: string;
  /** Id of the route that promises it, see {@link WrittenRoute}; empty when none does. */
  readonly route: string;
  readonly host: string;
  readonly path: string;
  readonly tls: boolean;
  /** Bytes of any kind are carried, and no HTTP is spoken: `host` is the server that TLS names, and 200 says that one of `backends` answers. */
  readonly stream?: { readonly protocol: StreamProtocol; readonly alpn: readonly string[] };
  /** Container port of the gate's pods on which it must arrive. */
  readonly port: number;
  /** Whether the object names the entry point itself, and does not only take what is there. */
  readonly named: boolean;
  /** Client address to play, and whom it stands for. */
  readonly from: string;
  readonly client: 'anyone' | 'allowed' | 'outside';
  /** Statuses any of which keeps the promise; 0 is a connection that is closed. */
  readonly status: readonly number[];
  /** `namespace/name` of the Services one of whose pods must answer; empty when no pod is to answer. */
  readonly backends: readonly string[];
  /** `namespace/name` of the Services to which a user who logs in must come, where a login is what answers. */
  readonly behindLogin?: readonly string[];
  /** Who asks, where people sign in: nobody has where none is named. */
  readonly visitor?: Visitor;
  /** The same in words, e.g. `one of admins`. */
  readonly who?: string;
  /** Where a redirect must lead to. */
  readonly redirectTo?: string;
  /** Whether the objects promise a certificate for the host. */
  readonly certificate: boolean;
}

/** A route that an object writes. */
export interface WrittenRoute {
  /** `Kind/namespace/name`, a space, and which of its routes, e.g. `IngressRoute/apps/hello routes[0]`. */
  readonly id: string;
  readonly object: string;
  /** Where it is to be asked for, in words. */
  readonly where: string;
  /** It is on entry points only that are for the cluster's inside: nobody expects an address to lead there. */
  readonly inward: boolean;
}

/** What an entry system's objects promise. Every route is promised, not known or lost by a problem. */
export interface Promises {
  readonly routes: readonly WrittenRoute[];
  readonly expectations: readonly Expectation[];
  /** Routes of which nothing can be promised without knowing more, why, and what would make it known. */
  readonly unknown: readonly {
    readonly route: string;
    readonly object: string;
    readonly reason: string;
    readonly knownBy?: string;
  }[];
  readonly problems: readonly GateProblem[];
}

/** A loopback socket. */
export interface LoopbackSocket {
  readonly host: string;
  readonly port: number;
  /** Serves a connection that was accepted elsewhere as if it had come to this socket; missing where that cannot be done. */
  readonly take?: (socket: Socket) => void;
}

/** A request as it reaches a pod of the gate. */
export interface GateRequest {
  readonly method: string;
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  readonly tls: boolean;
  readonly clientAddress: string;
  /** Taken for somebody who has logged in where a login is asked for. */
  readonly loggedIn?: boolean;
  /** Headers that the client sends beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the gate does with a request, and where it goes on to. */
export interface GateDecision {
  readonly hops: readonly Hop[];
  /** Undefined when a server decides it. */
  readonly status?: number;
  readonly allowed: boolean;
  readonly router: string;
  /** `namespace/name` of the Service it goes to, or an internal service such as `api@internal`; empty when it goes nowhere. */
  readonly backend: string;
  /** `namespace/name` of the certificate's Secret, or the name of a generated one; empty without TLS. */
  readonly certificate: string;
  /** Why the outcome cannot be said; then neither `status` nor `allowed` says it. */
  readonly unknown?: string;
  /** `Kind/namespace/name` of what made the router; empty when no object did. */
  readonly source: string;
  /** Where a redirect leads to. */
  readonly redirectTo?: string;
}

export interface GateOptions {
  readonly cluster: Cluster;
  readonly installed?: ControllerOptions['installed'];
  /** The client address an accepted socket plays. */
  readonly clientAddressOf: (socket: Socket) => string;
  /** The loopback socket that plays a pod's address and port; undefined when nothing listens there. TCP unless another protocol is named. */
  readonly connect: (address: string, port: number, protocol?: 'TCP' | 'UDP') => Promise<LoopbackSocket | undefined>;
  readonly asked?: AskedServers;
}

/** Plays the pods of an entry proxy by real listeners. */
export interface Gate {
  /** The socket that plays this port of the pod; undefined when the pod is none of its own or nothing listens on that port. */
  readonly socketOf: (pod: Pod, port: number, protocol?: 'TCP' | 'UDP') => Promise<LoopbackSocket | undefined>;
  /** Whether the pod is one of its own. */
  readonly owns: (pod: Pod) => boolean;
  /** What the objects promise clients of a family. */
  readonly promises: (family: 4 | 6) => Promise<Promises>;
  readonly decide: (pod: Pod, port: number, request: GateRequest) => Promise<GateDecision | undefined>;
  /** The same for bytes of any kind; undefined where nothing of the gate listens on that port, or where they are read as HTTP. */
  readonly decideStream: (pod: Pod, port: number, stream: GateStream) => Promise<GateDecision | undefined>;
  /** What can be asked for at its pods, by the objects. */
  readonly places: () => Promise<readonly GatePlace[]>;
  /** What its decisions hold the address of a client against: `decide` answers clients alike that lie in the same of these ranges. */
  readonly conditions: () => ClientConditions;
  /** Why a request that was promised to a route of `object` goes another way, in upstream's words; undefined when it does not say. */
  readonly explain: (
    pod: Pod,
    port: number,
    request: GateRequest,
    object: string,
  ) => Promise<Pick<GateProblem, 'code' | 'message' | 'why' | 'hint'> | undefined>;
  /** The same for bytes of any kind. */
  readonly explainStream: (
    pod: Pod,
    port: number,
    stream: GateStream,
    object: string,
  ) => Promise<Pick<GateProblem, 'code' | 'message' | 'why' | 'hint'> | undefined>;
  /** Listens on loopback for every entry point, whether or not a pod runs; `api` is the proxy's own API. All are URLs. */
  readonly listenAll: () => Promise<{ readonly entryPoints: Readonly<Record<string, string>>; readonly api: string }>;
  readonly close: () => Promise<void>;
}

/** What controllers are given beside the cluster. */
export interface ControllerOptions {
  /** The files of a Git source by URL and branch; undefined when it cannot be fetched. */
  readonly fetchSource: (
    url: string,
    branch: string,
  ) => { readonly tree: FileTree; readonly revision: string } | undefined;
  readonly charts: ChartEngine;
  /** `by-objects` (default): a system acts while its workloads run. `assumed`: as if its chart were installed with default values. */
  readonly installed?: 'by-objects' | 'assumed';
  /** Value of a named assumption; overridable by the caller. */
  readonly assumption: <T extends number | boolean | string>(assumption: Assumption & { value: T }) => T;
}

/** Everything Gatehouse knows of one system of the platform. One folder, one `index.ts` that `satisfies System`. */
export interface System {
  /** Folder name. */
  readonly id: string;
  readonly title: string;
  /** Address of upstream's documentation. */
  readonly docs: string;
  /** Upstream versions whose behaviour is modelled. */
  readonly upstream: string;
  readonly claims: readonly Claim[];
  readonly assumptions: readonly Assumption[];
  /** CRDs that are served from the start (bootstrap), as CustomResourceDefinition objects. Those that a chart installs belong to the chart model. */
  readonly bootstrapCrds?: () => Promise<readonly UnknownObject[]>;
  /** Definitions of its kinds, of the newest version that is known: what objects are held to where no file brings them. */
  readonly definitions?: {
    readonly groups: readonly string[];
    readonly load: () => Promise<readonly UnknownObject[]>;
  };
  /** Domains of the annotations that it reads beside the groups of its kinds. */
  readonly annotationDomains?: readonly string[];
  /** Namespaces that are there before anything is applied. */
  readonly bootstrapNamespaces?: readonly string[];
  /** For a system that is the Kubernetes of a lab. */
  readonly distribution?: NodeKind;
  readonly charts?: readonly ChartOutline[];
  /** Manifests that upstream publishes, of which it is known what they hold. */
  readonly manifests?: readonly PublishedManifest[];
  /** Loaded when a cluster is started: most commands start none. */
  readonly controllers?: (options: ControllerOptions) => Promise<readonly Controller[]>;
  /** Validating admission webhooks that its pods answer. */
  readonly webhooks?: readonly AdmissionWebhook[];
  /** Kinds that apply objects, those first that are nearest to what they apply. */
  readonly appliers?: readonly Applier[];
  /** For a system that delivers: the Secrets that an object of its own needs and that are made by hand. */
  readonly secretsByHand?: (object: UnknownObject) => readonly SecretByHand[];
  /** For a system that keeps certificates: those that it keeps. */
  readonly keptCertificates?: (cluster: Cluster) => Promise<readonly KeptCertificate[]>;
  /** For a system that delivers. */
  readonly delivers?: Delivers;
  /** What of a real cluster would fight the platform: errors keep `up` from beginning. */
  readonly standsInTheWay?: (cluster: ClusterReader, lab: Lab | undefined) => Promise<readonly Finding[]>;
  /** Kinds whose Ready condition tells how far a platform has come. */
  readonly readiness?: readonly KindRef[];
  /** The first cause why an object of those kinds is not ready; undefined when its own condition says it. */
  readonly explainUnready?: (
    cluster: Cluster,
    object: UnknownObject,
    options: Pick<ControllerOptions, 'installed'> & { readonly charts?: readonly ChartOutline[] },
  ) => Promise<FirstCause | undefined>;
  /** For a system that gives Services their addresses: why one has none, where its event does not say all. */
  readonly explainPending?: (
    cluster: Cluster,
    service: Service,
    options: Pick<ControllerOptions, 'installed'> & { readonly said: string },
  ) => Promise<Required<Omit<FirstCause, 'object'>> | undefined>;
  /** For a system that applies objects of its own making: what an object was made by, and where in that it can be changed. */
  readonly makerOf?: (object: UnknownObject) => ObjectMaker | undefined;
  /** For a system whose pods answer by what its objects say: what this one answers; undefined when it is none of its own, or answers as any app. */
  readonly playPod?: (cluster: Cluster, pod: Pod, request: PodRequest) => Promise<PlayedAnswer | undefined>;
  /** For a system that people sign in at. */
  readonly signIn?: SignIn;
  /** What the files come to, told from the objects alone; `before` where the cluster holds that already: then what it has given is kept. */
  readonly outlook?: (input: OutlookInput, before?: OutlookInput) => Promise<Outlook>;
  /** For a system that applies objects: what becomes of one that its owner applies no longer; undefined where it is none of its own. */
  readonly fateOf?: (change: OwnerChange, before: OutlookInput, after: OutlookInput) => Fate | undefined;
  /** For a system that applies objects: whether it deletes this one and makes it anew where it cannot be changed. */
  readonly makesAnew?: (object: UnknownObject, input: OutlookInput) => boolean;
  /** For a system whose pods are the entry: plays them. */
  readonly openGate?: (options: GateOptions) => Gate;
  /** For a system that gives Services their addresses: who answers for this one, at its first address or the one named. */
  readonly explainAddress?: (
    cluster: Cluster,
    service: Service,
    options: Pick<ControllerOptions, 'installed'> & { readonly address?: string },
  ) => Promise<AddressExplanation | undefined>;
}

/** A system as it is registered: with the rules of its folder. */
export interface RegisteredSystem extends System {
  readonly rules: readonly Rule[];
}
