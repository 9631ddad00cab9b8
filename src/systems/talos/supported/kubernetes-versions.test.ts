import { expect, test } from 'vitest';
import { hasHostnameDocument, runsKubernetes } from './kubernetes-versions.ts';

test.each([
  ['v1.13.9', '1.36.3', true],
  ['1.13.0', 'v1.31.0', true],
  ['v1.13.9', '1.30.9', false],
  ['v1.12.11', '1.36.3', false],
  ['v1.11.6', '1.34.1', true],
  ['v1.13.9', '2.31.0', false],
  ['v1.99.0', '1.36.3', undefined],
])('Talos %s runs Kubernetes %s: %s', (talos, kubernetes, runs) => {
  expect(runsKubernetes(talos, kubernetes)).toBe(runs);
});

test.each([
  ['v1.11.6', false],
  ['v1.12.0', true],
  ['1.13.9', true],
])('Talos %s has a document for the host name: %s', (talos, has) => {
  expect(hasHostnameDocument(talos)).toBe(has);
});
