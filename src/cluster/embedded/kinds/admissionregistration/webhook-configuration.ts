import type { KubeObject } from '../../../../kube/object.ts';
import { ageOf, tableOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';

/** What both kinds of webhook configurations share: kubernetes pkg/apis/admissionregistration/v1/defaults.go. */

const defaultRule = (rule: Fields): Fields => fill(rule, { scope: '*' });

const webhook =
  (defaults: Fields) =>
  (each: Fields): Fields =>
    change(change(fill(each, defaults), 'rules', eachBy(defaultRule)), 'clientConfig', (client: Fields) =>
      change(client, 'service', (service: Fields) => fill(service, { port: 443 })),
    );

const validating = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
};

/** A configuration with what its webhooks leave out. */
export const defaultWebhooks = (more: Fields) =>
  onTop((configuration) => change(configuration, 'webhooks', eachBy(webhook({ ...validating, ...more }))));

interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly unknown[];
}

/** How both kinds are shown. */
export const webhooksTable = tableOf<WebhookConfiguration>('Name, Webhooks:integer, Age', (configuration, now) => [
  configuration.metadata.name,
  configuration.webhooks?.length ?? 0,
  ageOf(configuration, now),
]);
