import type { KubeObject } from '../../../../kube/object.ts';
import type { PodTemplateSpec } from '../../../../kube/types.ts';
import type { BuiltinKind } from '../builtin-kind.ts';
import { printLabels, tableOf } from '../shared/columns.ts';
import { onTop } from '../shared/defaults.ts';
import { change } from '../shared/fill.ts';
import { defaultTemplate } from '../shared/pod-defaults.ts';
import { containersOf } from '../shared/template-cells.ts';

interface PodTemplate extends KubeObject {
  readonly template?: PodTemplateSpec;
}

const columns = tableOf<PodTemplate>('Name, Containers, Images, Pod Labels', ({ metadata, template }) => [
  metadata.name,
  ...containersOf(template),
  printLabels(template?.metadata?.labels),
]);

export const kind = {
  table: '/podtemplates',
  claim: {
    behaviour: 'defaults of its pods, table',
    upstream: 'pkg/apis/core/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  defaults: onTop((object) => change(object, 'template', defaultTemplate)),
  podTemplate: ['template', 'spec'],
  answersWithObject: true,
} satisfies BuiltinKind;
