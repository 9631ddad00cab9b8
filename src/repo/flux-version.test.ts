import { describe, expect, it } from 'vitest';
import { sortTree } from '../core/file-tree.ts';
import { isStrict } from './flux-version.ts';

const instance = (version: string) =>
  `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec: {distribution: {version: "${version}"}}\n`;
const bootstrapped = (version: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n  labels:\n    app.kubernetes.io/part-of: flux\n    app.kubernetes.io/version: ${version}\n`;
const release = (version: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux-instance, namespace: flux-system}\nspec: {values: {instance: {distribution: {version: ${version}}}}}\n`;

describe('whether a variable without value is refused', () => {
  it.each([
    ['is taken for granted where no version is said', 'a: b\n', true],
    ['is so since 2.9', instance('2.9.4'), true],
    ['is not so before', instance('2.8.8'), false],
    ['is not said by a range of all versions', instance('2.x'), true],
    ['is told by what was bootstrapped', bootstrapped('v2.7.5'), false],
    ['is told by the chart of the operator', release('v2.6.0'), false],
    [
      'is not so where the gate is off',
      `${instance('2.9.4')}# a patch\nargs: [--feature-gates=StrictPostBuildSubstitutions=false]\n`,
      false,
    ],
    [
      'is so where the gate is on',
      `${instance('2.8.0')}args: [--feature-gates=A=false,StrictPostBuildSubstitutions=true]\n`,
      true,
    ],
    ['is not told by a comment', `${instance('2.9.4')}# StrictPostBuildSubstitutions=false\n`, true],
  ])('%s', (_, text, expected) => {
    expect(isStrict(sortTree([['flux.yaml', text]]))).toBe(expected);
  });
});
