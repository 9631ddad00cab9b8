import fc from 'fast-check';
import type { Json } from '../../src/kube/object.ts';

/** Fields of an object. */
export type Fields = { readonly [key: string]: Json };

/** Documents by file. */
export type Files = Readonly<Record<string, readonly Fields[]>>;

/** What an app is. */
export interface AppChoices {
  readonly workload: 'Deployment' | 'StatefulSet';
  readonly route: 'Ingress' | 'IngressRoute' | 'none';
  readonly middleware: boolean;
  readonly secret: 'sops' | 'external' | 'sealed' | 'onepassword' | 'none';
  readonly claim: boolean;
  readonly generated: boolean;
  readonly scaled: boolean;
  readonly budget: boolean;
  readonly policy: boolean;
  readonly cronJob: boolean;
  readonly component: boolean;
  readonly patched: boolean;
  readonly balancer: boolean;
}

/** What a repository that is right looks like. */
export interface Choices {
  readonly layout: 'stages' | 'clusters' | 'plain';
  readonly entry: 'bootstrap' | 'instance' | 'range' | 'chart';
  readonly version: string;
  readonly sync: 'GitRepository' | 'OCIRepository';
  readonly charts: 'repository' | 'oci';
  readonly domain: string;
  readonly variables: boolean;
  readonly clusters: 1 | 2;
  readonly apps: readonly AppChoices[];
}

const app: fc.Arbitrary<AppChoices> = fc.record({
  workload: fc.constantFrom('Deployment', 'StatefulSet'),
  route: fc.constantFrom('Ingress', 'IngressRoute', 'none'),
  middleware: fc.boolean(),
  secret: fc.constantFrom('sops', 'external', 'sealed', 'onepassword', 'none'),
  claim: fc.boolean(),
  generated: fc.boolean(),
  scaled: fc.boolean(),
  budget: fc.boolean(),
  policy: fc.boolean(),
  cronJob: fc.boolean(),
  component: fc.boolean(),
  patched: fc.boolean(),
  balancer: fc.boolean(),
});

/** All ways in which a right repository may look. */
export const choices: fc.Arbitrary<Choices> = fc
  .record({
    layout: fc.constantFrom('stages', 'clusters', 'plain'),
    entry: fc.constantFrom('bootstrap', 'instance', 'range', 'chart'),
    version: fc.constantFrom('2.4.0', '2.6.4', '2.7.5', '2.8.8', '2.9.4'),
    sync: fc.constantFrom('GitRepository', 'OCIRepository'),
    charts: fc.constantFrom('repository', 'oci'),
    domain: fc.constantFrom('home.example.org', 'lab.example.net'),
    variables: fc.boolean(),
    clusters: fc.constantFrom(1, 2),
    apps: fc.array(app, { minLength: 1, maxLength: 3 }),
  } as const)
  // What `flux bootstrap` writes reads Git; a plain repository is for one cluster.
  .map((each) => ({
    ...each,
    ...(each.entry === 'bootstrap' && { sync: 'GitRepository' as const }),
    ...(each.layout === 'plain' && { clusters: 1 as const }),
  }));
