import { beforeEach, describe, expect, it } from 'vitest';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { KubeObject, UnknownObject } from '../../../../kube/object.ts';
import { createObject } from '../../api/create.ts';
import { Registry } from '../../api/registry.ts';
import type { ApiState } from '../../api/state.ts';
import { targetOf } from '../../api/target.ts';
import { updateObject } from '../../api/update.ts';
import { serveBuiltins } from '../../bootstrap.ts';
import { Store } from '../../store/store.ts';
import { isSignificantUpdate } from './pod-security.ts';

let state: ApiState;
let warnings: string[];

const sound = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const strict = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const specOf = (container: object, pod: object = strict) => ({
  automountServiceAccountToken: false,
  securityContext: pod,
  containers: [{ name: 'a', image: 'x', securityContext: container }],
});
const flawless = specOf(sound);
/** One breach, of the one check of capabilities. */
const flawed = specOf({ allowPrivilegeEscalation: false });

const write = (kind: string, name: string, spec: object, labels = {}) =>
  createObject(
    state,
    targetOf(state.registry.ofKind({ apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind }), 'n'),
    { kind, metadata: { name, labels }, ...spec } as UnknownObject,
    { warn: (text) => warnings.push(text) },
  );
const pod = (spec: object) => write('Pod', 'p', { apiVersion: 'v1', spec });
const namespace = (...modes: readonly string[]) => {
  const labels = Object.fromEntries(modes.map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']));
  write('Namespace', 'n', { apiVersion: 'v1' }, labels);
  write('ServiceAccount', 'default', { apiVersion: 'v1' });
};

beforeEach(() => {
  warnings = [];
  const runtime = seededRuntime();
  state = {
    store: new Store(),
    registry: new Registry(),
    now: runtime.now,
    runtime,
    webhooks: { byPath: new Map(), assumed: [] },
    selections: new WeakMap(),
    onCustomRemoved: () => {},
  };
  serveBuiltins(state.registry, { serviceCidrs: ['10.43.0.0/16'] });
});

const told =
  'PodSecurity "restricted:latest": unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])';

describe('pod security', () => {
  it('lets pass what breaks no rule, without a word', () => {
    namespace('enforce', 'warn');
    expect(() => pod(flawless)).not.toThrow();
    expect(warnings).toEqual([]);
  });

  it('refuses what breaks a single rule', () => {
    namespace('enforce');
    expect(() => pod(flawed)).toThrow(`pods "p" is forbidden: violates ${told}`);
    expect(warnings).toEqual([]);
  });

  it('only warns where it is only asked to warn', () => {
    namespace('warn');
    expect(() => pod(flawed)).not.toThrow();
    expect(warnings).toEqual([`would violate ${told}`]);
  });

  it('says nothing where nobody asked', () => {
    namespace();
    expect(() => pod(specOf({ privileged: true }))).not.toThrow();
    expect(warnings).toEqual([]);
  });

  it.each([
    ['a flaw is warned of', flawed, [`would violate ${told}`]],
    ['no flaw is not', flawless, []],
  ])('of a template: %s', (_what, spec, expected) => {
    namespace('enforce');
    const template = { metadata: { labels: { a: 'b' } }, spec };
    write('Deployment', 'd', { apiVersion: 'apps/v1', spec: { selector: { matchLabels: { a: 'b' } }, template } });
    expect(warnings).toEqual(expected);
  });

  it('counts the pods that a raised level would refuse, and only those', () => {
    namespace();
    pod(flawed);
    write('Pod', 'q', { apiVersion: 'v1', spec: flawless });
    const kind = state.registry.ofKind({ apiVersion: 'v1', kind: 'Namespace' });
    const stored = state.store.get('/namespaces', '', 'n') as KubeObject & UnknownObject;
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    const raised = { ...stored, metadata: { ...stored.metadata, labels } };
    updateObject(state, targetOf(kind, '', 'n'), raised, { warn: (text) => warnings.push(text) });
    expect(warnings).toEqual([
      'existing pods in namespace "n" violate the new PodSecurity enforce level "restricted:latest"',
      'p: unrestricted capabilities',
    ]);
  });

  it('says nothing of a raised level that refuses none', () => {
    namespace();
    pod(flawless);
    const kind = state.registry.ofKind({ apiVersion: 'v1', kind: 'Namespace' });
    const stored = state.store.get('/namespaces', '', 'n') as KubeObject & UnknownObject;
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    const raised = { ...stored, metadata: { ...stored.metadata, labels } };
    updateObject(state, targetOf(kind, '', 'n'), raised, { warn: (text) => warnings.push(text) });
    expect(warnings).toEqual([]);
  });
});

describe('an update of a pod', () => {
  const before = { containers: [{ image: 'a' }, { image: 'b' }], ephemeralContainers: [{ name: 'e', image: 'x' }] };
  const asPod = (spec: object) => ({ metadata: { name: 'p' }, spec }) as unknown as UnknownObject;
  it.each([
    ['nothing new', {}, false],
    ['another first image', { containers: [{ image: 'c' }, { image: 'b' }] }, true],
    ['another last image', { containers: [{ image: 'a' }, { image: 'c' }] }, true],
    ['a container less', { containers: [{ image: 'a' }] }, true],
    ['an init container', { initContainers: [{ image: 'a' }] }, true],
    [
      'a container to look in with',
      {
        ephemeralContainers: [
          { name: 'e', image: 'x' },
          { name: 'f', image: 'x' },
        ],
      },
      true,
    ],
    ['another image to look in with', { ephemeralContainers: [{ name: 'e', image: 'y' }] }, true],
    ['no container to look in with', { ephemeralContainers: [] }, false],
  ])('with %s', (_what, change, significant) => {
    expect(isSignificantUpdate(asPod({ ...before, ...change }), asPod(before))).toBe(significant);
  });
});
