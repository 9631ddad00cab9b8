import { definitionRules } from '../api/crd.ts';
import type { KindRules } from '../api/state.ts';
import { namespaceRules } from './namespace.ts';

/** What is special about single built-in kinds, by table. */
export const kindRules: ReadonlyMap<string, KindRules> = new Map([
  ['/namespaces', namespaceRules],
  ['apiextensions.k8s.io/customresourcedefinitions', definitionRules],
]);
