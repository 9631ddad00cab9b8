import type { BuiltinKind } from '../builtin-kind.ts';
import { defaultWebhooks, webhooksTable } from './webhook-configuration.ts';

export const kind = {
  table: 'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  claim: {
    behaviour: 'defaults, table',
    upstream: 'pkg/apis/admissionregistration/v1/defaults.go',
    notModelled: 'validation; none is called',
  },
  columns: webhooksTable,
  defaults: defaultWebhooks({ reinvocationPolicy: 'Never' }),
} satisfies BuiltinKind;
