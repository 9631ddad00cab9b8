import type { LabNode } from '../lab/lab-core.ts';
import type { LabPath } from '../lab/lab-problem.ts';
import type { ComposedObject, Stage } from './composed-object.ts';

/** A taint that keeps pods off a node, or would rather. */
export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** Addresses that a Service wants to have. */
export interface AddressWish {
  /** One a family. */
  readonly addresses: readonly string[];
  /** Only from this pool. */
  readonly pool?: string;
  /** Services with one word here may share an address, if their ports differ. */
  readonly share?: string;
}

/** Gives Services of type LoadBalancer their addresses. */
export interface LoadBalancer {
  /** What a Service carries to get these addresses. */
  readonly request: (wish: AddressWish) => {
    readonly annotations: Readonly<Record<string, string>>;
    /** Fields of its spec. */
    readonly spec: Readonly<Record<string, unknown>>;
  };
}

/** How clients are to reach a Service through the gate. */
export interface RouteWish {
  readonly name: string;
  readonly namespace: string;
  readonly service: { readonly name: string; readonly port: number; readonly portName: string };
  readonly hosts: readonly string[];
  /** Path prefix, `/` for all. */
  readonly path: string;
  /** Whether clients come over TLS; the gate then shows its default certificate. */
  readonly tls: boolean;
  /** Client networks that may enter; undefined for everyone. */
  readonly clients?: readonly string[];
  /** What is asked before a request goes on; undefined where nobody has to sign in. */
  readonly guard?: Guard;
  /** Whether the route must be an Ingress, or may be of the gate's own kind. */
  readonly kind: 'Ingress' | 'own';
  /** Further hosts with path prefixes of their own. */
  readonly also?: readonly { readonly hosts: readonly string[]; readonly path: string }[];
  /** Middlewares of a person's own, passed after those that decide who may enter. */
  readonly middlewares?: readonly { readonly namespace: string; readonly name: string }[];
  /** Whether routes of others lie in the namespace, too: what belongs to this one alone is named after it then. */
  readonly isShared?: boolean;
  /** How the server is asked where it speaks TLS: whatever certificate it shows, where that is its own, or one for a name. */
  readonly server?: {
    readonly scheme: 'https';
    readonly certificate: 'trusted' | 'self-signed';
    /** Name that a trusted certificate must hold, where the server is not asked by it. */
    readonly name?: string;
  };
}

/** A port of a Service that clients reach by an entry point of the gate, whatever they speak. */
export interface StreamWish {
  readonly name: string;
  readonly namespace: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly entryPoint: string;
  readonly service: { readonly name: string; readonly port: number };
  /** Client networks that may connect; undefined for everyone. */
  readonly clients: readonly string[] | undefined;
}

/** A server that a gate asks whether a request may go on: it does when the answer is 2xx, any other answer goes to the client. */
export interface Guard {
  readonly address: string;
  /** Headers of its answer that the server behind the gate gets, and gets from nobody else. */
  readonly headers: readonly string[];
}

/** What people sign in at. Who may enter what it takes from the plan (`logins`). */
export interface Login {
  /** To be asked for every route with a login. It is an address, no object: a route of any namespace may use it. */
  readonly guard: Guard;
  /** Issuer of the tokens of apps that speak OpenID Connect. */
  readonly issuer: string;
}

/** The one entry: routes hosts and paths to Services, and decides who may enter. */
export interface Gate {
  /** Where it runs, and where the Secret of its default certificate must be. */
  readonly namespace: string;
  /** Class of the Ingresses that it serves. */
  readonly ingressClass: string;
  /** Objects in the namespace of the route. */
  readonly route: (wish: RouteWish) => readonly ComposedObject[];
  /** Objects in the namespace of the Service. */
  readonly stream: (wish: StreamWish) => readonly ComposedObject[];
  /** Objects that make a Secret in the gate's namespace what is shown where a route names no certificate; `others` are shown for the names they hold. */
  readonly defaultCertificate: (
    secretName: string | undefined,
    others?: readonly string[],
  ) => readonly ComposedObject[];
}

/** A certificate that is to be kept in a Secret. */
export interface CertificateWish {
  readonly name: string;
  readonly namespace: string;
  readonly secretName: string;
  readonly names: readonly string[];
}

/** Has certificates signed, and renews them. */
export interface Certificates {
  readonly certificate: (wish: CertificateWish) => ComposedObject;
}

/** A chart as an artifact of a registry; usually a repository has it, too. */
export interface RegistryChart {
  /** Where it is, with its name at the end: `oci://ghcr.io/traefik/helm/traefik`. */
  readonly url: string;
  /** Its version as the registry has it. */
  readonly tag: string;
  /** No repository has it. */
  readonly isAlone?: boolean;
}

/** What a release installs, and how. */
export interface ReleaseWish {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  /** Name of the chart source. */
  readonly repository: string;
  /** The same as was said of the chart source. */
  readonly registry?: RegistryChart;
  readonly values: Readonly<Record<string, unknown>>;
  /** What a person lays over the values, and where in the lab file it stands. */
  readonly own?: { readonly path: LabPath; readonly values: Readonly<Record<string, unknown>> | undefined };
  /** Whether the chart keeps CRDs in its `crds/` folder: Helm alone would never upgrade them. */
  readonly crdFolder?: boolean;
  readonly header?: string;
  readonly comments?: Readonly<Record<string, string>>;
}

/** How a stage is to be. */
export interface StageWish {
  readonly why: string;
  /** A secret in it is encrypted. */
  readonly decrypt?: boolean;
  /** What it has applied stays in the cluster when its folder no longer holds it, and when it goes itself. */
  readonly leaves?: boolean;
}

/** Brings the repository into the cluster, stage by stage, and keeps it there. */
export interface Delivery {
  /** A Helm repository by URL, or the one chart of it that a registry has, as a source that releases of any namespace may use. */
  readonly chartSource: (name: string, url: string, registry?: RegistryChart) => ComposedObject;
  /** A Helm release of a pinned chart that tries again when an install or upgrade fails. */
  readonly release: (wish: ReleaseWish) => ComposedObject;
  /** Files in the folder of the stages by which it reads that folder itself, so that a stage that comes, changes or goes arrives. */
  readonly sync: (folder: string) => readonly { readonly path: string; readonly text: string }[];
  /** One stage. */
  readonly stage: (stage: Stage, options: StageWish) => ComposedObject;
  /** What the guide says of it, in Markdown. */
  readonly guide: {
    /** How the first start is made; `folder` holds the stages. */
    readonly start: (folder: string) => string;
    /** Who decrypts what is encrypted in the repository, and with what: a sentence. */
    readonly decryption: string;
    /** The command that gives it the age key of a file, once. */
    readonly giveKey: (keyFile: string) => string;
  };
}

/** Something that all machines run in one version. */
export interface NodeRelease {
  /** As people call it. */
  readonly name: string;
  readonly version: string;
  /** Whether it is the version that kubelets tell. */
  readonly isKubelet?: boolean;
  /** Commands that bring a machine that is there to this version. */
  readonly onNode?: (node: LabNode) => readonly string[];
  /** Commands that bring all of them there at once, where it goes so. */
  readonly once?: readonly string[];
}

/** The Kubernetes on the machines. */
export interface Distribution {
  /** The lab's nodes by the taints they come up with. */
  readonly nodes: readonly { readonly name: string; readonly taints: readonly NodeTaint[] }[];
  /** Whether control planes may come up labelled as no place for load balancers. */
  readonly excludesControlPlanes: boolean;
  /** What the machines run. */
  readonly releases?: readonly NodeRelease[];
  /** What to mind when installing it, in Markdown; empty when there is nothing. */
  readonly prerequisites: string;
  /** The disk image of its own that machines boot; undefined when it is installed on a system that is there. */
  readonly image?: { readonly url: string; readonly name: string };
}

/** Makes the machines of the nodes. */
export interface Machines {
  /** What they are to an image that boots there, in the word of cloud images: `nocloud`. */
  readonly platform: string;
  /** The disk that the first start finds. */
  readonly disk: string;
  /** What runs in a machine so that its host can speak to it. */
  readonly agent: string;
}

/** Keeps volumes that are provisioned for who claims them. */
export interface Storage {
  /** Class of the claims that name none. */
  readonly className: string;
  /** What it needs of each machine, for a distribution that has no packages to install: the tools, and the folder that its data lies in. */
  readonly machine?: { readonly tools: readonly ('iscsi' | 'util-linux')[]; readonly dataPath: string };
}

/** A folder of a file server that a pod is to mount. */
export interface ShareWish {
  /** Name of the share. */
  readonly share: string;
  /** A folder below it, without a slash at its ends. */
  readonly folder?: string;
  /** Name of the claim, where there is one. */
  readonly name: string;
  readonly namespace: string;
  readonly readOnly: boolean;
}

/** How a pod gets a share. */
export interface MountedShare {
  /** What the volume of the pod comes of. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly objects: readonly ComposedObject[];
}

/** Folders of file servers outside the cluster. */
export interface Shares {
  /** Undefined for a share that the lab has not. */
  readonly mount: (wish: ShareWish) => MountedShare | undefined;
}

/** Copies Secrets into other namespaces, and keeps the copies like them. */
export interface Mirror {
  /** What a Secret carries to be copied into these namespaces, of which there must be one. */
  readonly annotations: (namespaces: readonly string[]) => Readonly<Record<string, string>>;
}

/** What systems may ask of each other. Who fills a role is not known here; of those that a lab may do without, undefined where it does. */
export interface Roles {
  readonly loadBalancer?: LoadBalancer;
  readonly gate?: Gate;
  readonly certificates?: Certificates;
  readonly login?: Login;
  readonly delivery: Delivery;
  readonly distribution: Distribution;
  readonly storage?: Storage;
  readonly shares?: Shares;
  readonly mirror?: Mirror;
  /** Undefined when the machines are there already. */
  readonly machines?: Machines;
}

/** Name of a role. */
export type RoleName = keyof Roles;

/** Name of a role without which no lab can be composed. */
export type NeededRole = 'delivery' | 'distribution';
