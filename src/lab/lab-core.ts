import * as z from 'zod';
import { PoliciesSchema } from './policies.ts';
import {
  addressText,
  cidrText,
  domainNameText,
  filledText,
  hostText,
  labelKeyText,
  labelValueText,
  listOrOne,
  nameText,
  nodeNameText,
  oneOrMore,
  rangeText,
} from './scalars.ts';

const Reservation = z
  .strictObject({
    range: rangeText,
    for: filledText.optional().describe('What the addresses are kept for.'),
  })
  .describe('Addresses kept for other machines.');

const dnsKinds = ['zone', 'hosts', 'unbound', 'dnsmasq', 'pihole', 'none'] as const;

/** The form in which a DNS server takes the names of a lab. */
export type LabDns = (typeof dnsKinds)[number];

const Network = z
  .strictObject({
    cidr: oneOrMore(cidrText).describe('The node network: one IPv4, one IPv6, or both.'),
    gateway: oneOrMore(addressText).optional().describe('Address of the router in the node network; one per family.'),
    dhcp: listOrOne(rangeText).prefault([]).describe('Ranges the DHCP server hands out: one, or a list.'),
    reserved: listOrOne(z.union([rangeText, Reservation]))
      .prefault([])
      .describe('Addresses kept for other machines.'),
    names: z
      .record(hostText, addressText)
      .default({})
      .describe('Machines outside the cluster by the names they are called by: nothing else gets their addresses.'),
    dns: z
      .enum(dnsKinds)
      .optional()
      .describe(
        'Form of the file with the names of the lab for its DNS server: a `zone` where the lab has a domain and a `hosts` file where not, unless it is said; `none` for no file.',
      ),
    trusted: listOrOne(cidrText).prefault([]).describe('Client networks that may enter what is not public.'),
  })
  .describe('The network the nodes are in.');

const Taint = z
  .strictObject({
    key: labelKeyText.describe('Key of the taint.'),
    value: labelValueText.optional().describe('Value of the taint.'),
    effect: z
      .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
      .describe('What it does to pods that do not tolerate it.'),
  })
  .describe('A taint of the node.');

const LabNode = z
  .strictObject({
    name: nodeNameText.describe('Name of the node in the cluster: its host name, with or without a domain.'),
    address: oneOrMore(addressText).describe('Address of the node; one per family.'),
    role: z.enum(['control-plane', 'worker']).default('worker').describe('Whether it runs the control plane.'),
    host: filledText.optional().describe('The physical machine it runs on.'),
    taints: z
      .array(Taint)
      .default([])
      .describe('Taints of the node beside the one that Talos gives its control planes.'),
    labels: z
      .record(labelKeyText, labelValueText)
      .default({})
      .describe('Labels of the node beside those that Kubernetes sets.'),
  })
  .describe('A machine of the cluster.');

const Target = z
  .strictObject({
    group: filledText.optional().describe('API group, as a regular expression like all of these.'),
    version: filledText.optional().describe('API version.'),
    kind: filledText.optional().describe('Kind.'),
    name: filledText.optional().describe('Name.'),
    namespace: filledText.optional().describe('Namespace.'),
    labelSelector: filledText.optional().describe('Labels, as a selector.'),
    annotationSelector: filledText.optional().describe('Annotations, as a selector.'),
  })
  .describe('The objects to change; left out, the one that the patch names.');

const Patch = z
  .strictObject({
    release: nameText
      .optional()
      .describe('The release whose chart makes the objects; left out, those of the repository.'),
    target: Target.optional(),
    patch: z
      .union([filledText, z.array(z.record(z.string(), z.unknown())).min(1), z.record(z.string(), z.unknown())])
      .describe('A strategic merge patch (a mapping) or the operations of a JSON patch (a list), or either as text.'),
  })
  .describe('A change to composed objects, made by kustomize.');

/** Fields of the lab file that are nobody's in particular, with their places in the file, see `LabSlice.place`. */
export const coreFields = [
  {
    place: 0,
    fields: {
      name: nameText.describe('Name of the lab.'),
      domain: domainNameText
        .optional()
        .describe(
          'Domain of the lab: an app is called `<app>.<domain>`, and host names without a dot are completed with it.',
        ),
    },
  },
  {
    place: 40,
    fields: { network: Network, nodes: z.array(LabNode).min(1).describe('Machines of the cluster.') },
  },
  {
    place: 95,
    fields: {
      policies: PoliciesSchema.optional(),
      patches: z.array(Patch).optional().describe('Changes to composed objects for which the lab file has no words.'),
    },
  },
] as const;

const shape = { ...coreFields[0].fields, ...coreFields[1].fields, ...coreFields[2].fields };

/** The ways a repository may be laid out. */
export const layoutIds = ['controllers-configs', 'clusters', 'plain'] as const;

/** The forges whose workflows are known; `none` for no workflow. */
export const forgeIds = ['github', 'gitea', 'forgejo', 'none'] as const;

/** The Git repository that a lab is delivered from; the slice of what delivers it holds its fields. */
export interface LabRepository {
  /** Undefined where nothing reads the repository but people. */
  readonly url?: string;
  readonly branch: string;
  readonly layout: (typeof layoutIds)[number];
  /** The folder of the repository that all others lie in. */
  readonly path: string;
  /** What is written beside the manifests. */
  readonly extras: Readonly<Record<'readme' | 'gitignore' | 'renovate' | 'preCommit', boolean>> & {
    /** The forge whose workflow it is. */
    readonly workflow: (typeof forgeIds)[number];
  };
  /** Name of the cluster's folder where one repository may hold several; the lab's name where it is left out. */
  readonly cluster?: string;
  /** Names of the folders of the layout `controllers-configs`, by what they hold. */
  readonly folders: Readonly<Record<'cluster' | 'controllers' | 'configs' | 'sources' | 'apps', string>>;
}

/** What everybody may know of the entry of a lab; the slice of what plays it holds its fields. */
export interface LabEntry {
  /** `none`: nothing at all is served over TLS. */
  readonly tls?: 'none';
  /** Set where it asks a public authority for its certificates itself. */
  readonly acme?: object;
}

/** What everybody may know of a lab: its name, network, machines, repository, and whether it has an entry. All else is in the slices of the systems. */
export type LabCore = z.output<z.ZodObject<typeof shape>> & {
  readonly repository: LabRepository;
  readonly ingress?: LabEntry;
};
/** The same as a person writes it: what has a default may be left out. */
export type LabCoreInput = z.input<z.ZodObject<typeof shape>>;
/** A machine of the cluster. */
export type LabNode = LabCore['nodes'][number];

/** A change to composed objects. */
export type LabPatch = NonNullable<LabCore['patches']>[number];

/** A host name in full: one without a dot lies under the domain of the lab, if it has one. */
export const fullHost = ({ domain }: Pick<LabCore, 'domain'>, host: string): string =>
  domain === undefined || host.includes('.') ? host : `${host}.${domain}`;
