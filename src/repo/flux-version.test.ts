import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import { strictnessOf } from './flux-version.ts';

const instance = (version: string) =>
  `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec: {distribution: {version: "${version}"}}\n`;
const bootstrapped = (version: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n  labels:\n    app.kubernetes.io/part-of: flux\n    app.kubernetes.io/version: ${version}\n`;
const release = (version: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux-instance, namespace: flux-system}\nspec: {values: {instance: {distribution: {version: ${version}}}}}\n`;

describe('what becomes of a variable without value', () => {
  it.each([
    ['is open where no version is said', 'a: b\n', 'open'],
    ['is a refusal since 2.9', instance('2.9.4'), 'refused'],
    ['is an empty text before', instance('2.8.8'), 'empty'],
    ['is not said by a range of all versions', instance('2.x'), 'open'],
    ['is told by what was bootstrapped', bootstrapped('v2.7.5'), 'empty'],
    ['is told by what was bootstrapped before Flux 2.0', bootstrapped('v0.41.2'), 'empty'],
    ['is told by the chart of the operator', release('v2.6.0'), 'empty'],
    [
      'is told by values of that chart in a file of their own',
      'instance:\n  distribution: {version: 2.8.8}\n',
      'empty',
    ],
    [
      'comes to nothing where the gate is off',
      `${instance('2.9.4')}# a patch\nargs: [--feature-gates=StrictPostBuildSubstitutions=false]\n`,
      'empty',
    ],
    [
      'is refused where the gate is on',
      `${instance('2.8.0')}args: [--feature-gates=A=false,StrictPostBuildSubstitutions=true]\n`,
      'refused',
    ],
    ['is not told by a comment', `${instance('2.9.4')}# StrictPostBuildSubstitutions=false\n`, 'refused'],
  ])('%s', (_, text, expected) => {
    expect(strictnessOf(sortTree([['flux.yaml', text]]))).toBe(expected);
  });
});
