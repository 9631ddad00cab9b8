import type { JsonObject } from '../../kube/json.ts';
import type { FieldSpec } from './field-path.ts';
import { fitShape } from './fit-shape.ts';
import type {
  GeneratorEntry,
  ImageEntry,
  PatchEntry,
  Replacement,
  ReplicaEntry,
  Selector,
  SortOptions,
} from './kustomization.ts';
import { pluginShape } from './kustomization-shape.ts';
import { prefixError } from './kustomize-error.ts';
import type { Resource } from './resource.ts';
import type { NamespaceEntry } from './transformers.ts';

/** Where a value is put (api/internal/builtins/ValueAddTransformer.go Target). */
export interface ValueTarget {
  readonly selector?: Selector;
  readonly fieldPath?: string;
  readonly filePathPosition?: number;
}

/** What a file of a built-in plugin says; each kind reads the fields it has. */
export interface PluginConfig extends Omit<GeneratorEntry, 'options'>, Omit<PatchEntry, 'options'> {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly options?: GeneratorEntry['options'] & PatchEntry['options'];
  readonly annotations?: JsonObject;
  readonly labels?: JsonObject;
  readonly fieldSpecs?: readonly FieldSpec[];
  readonly prefix?: string;
  readonly suffix?: string;
  readonly imageTag?: ImageEntry;
  readonly replica?: ReplicaEntry;
  readonly unsetOnly?: boolean;
  readonly setRoleBindingSubjects?: NonNullable<NamespaceEntry['subjects']>;
  readonly jsonOp?: string;
  readonly paths?: readonly string[];
  readonly patches?: string;
  readonly replacements?: readonly Replacement[];
  readonly sortOptions?: SortOptions;
  readonly value?: string;
  readonly targets?: readonly ValueTarget[];
  readonly targetFilePath?: string;
}

/** The fields of a plugin's file, as its decoder takes them. Throws a KustomizeError that names the plugin. */
export function readPluginConfig({ object }: Resource, id: string): PluginConfig {
  try {
    return fitShape(object, pluginShape, { strict: false });
  } catch (thrown) {
    throw prefixError(`plugin ${id} fails configuration`, thrown);
  }
}
