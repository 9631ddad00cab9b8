import type { ClusterRule } from '../../../check/rule.ts';
import { exampleRoute } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';

/** A route names TLS options that are not there, or that differ from those of another route of its host. */
export const tlsOptionsUnknown: ClusterRule = gateRule({
  id: 'tls-options-unknown',
  summary: 'A route names TLSOptions that do not exist, or a host has routes with different ones.',
  passing: [exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { tls: {} } })],
  failing: [exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { tls: { options: { name: 'gone' } } } })],
});
