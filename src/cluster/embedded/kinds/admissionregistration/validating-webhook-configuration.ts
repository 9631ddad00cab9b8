import type { BuiltinKind } from '../builtin-kind.ts';
import { defaultWebhooks, webhooksTable } from './webhook-configuration.ts';

export const kind = {
  table: 'admissionregistration.k8s.io/validatingwebhookconfigurations',
  claim: {
    behaviour: 'defaults, table; webhooks that are known are asked',
    upstream: 'pkg/apis/admissionregistration/v1/defaults.go',
    notModelled: 'validation, conditions in CEL',
  },
  columns: webhooksTable,
  defaults: defaultWebhooks({}),
} satisfies BuiltinKind;
