import type { FieldSpec } from './field-path.ts';
import { fitShape, type Struct } from './fit-shape.ts';
import { KustomizeError, prefixError } from './kustomize-error.ts';
import { type BuildFiles, loadDocuments, pathFrom, printPath } from './loader.ts';
import {
  configurationLists,
  defaultConfig,
  mergeConfigs,
  type NameReferences,
  type TransformerConfig,
} from './transformer-config.ts';

const kindFields = { group: 'string', version: 'string', kind: 'string' } as const;

const fieldSpec: Struct = { struct: 'FieldSpec', fields: { ...kindFields, path: 'string', create: 'bool' } };

/** builtinconfig.TransformerConfig. */
const shape: Struct = {
  struct: 'TransformerConfig',
  fields: {
    ...Object.fromEntries(configurationLists.map((list) => [list, { list: fieldSpec }])),
    nameReference: {
      list: { struct: 'NameBackReferences', fields: { ...kindFields, fieldSpecs: { list: fieldSpec } } },
    },
  },
};

/**
 * The built-in fields of the transformers with those that the files of `configurations` add
 * (kustomize api/internal/plugins/builtinconfig/transformerconfig.go MakeTransformerConfig). Throws a KustomizeError.
 */
export function readConfigurations(files: BuildFiles, folder: string, paths: readonly string[]): TransformerConfig {
  return paths.reduce((config, path) => {
    const file = pathFrom(files, folder, path);
    if (!files.tree.has(file)) throw new KustomizeError(`open ${printPath(files, file)}: no such file or directory`);
    return mergeConfigs(config, readConfiguration(files, file));
  }, defaultConfig);
}

interface WrittenConfig extends Partial<Omit<TransformerConfig, 'nameReference'>> {
  readonly nameReference?: readonly (Partial<NameReferences> & { readonly fieldSpecs?: readonly FieldSpec[] })[];
}

function readConfiguration(files: BuildFiles, file: string): Partial<TransformerConfig> {
  const [document] = loadDocuments(files, file);
  if (!document) return {};
  try {
    const { nameReference = [], ...lists } = fitShape(document.value, shape, { strict: false }) as WrittenConfig;
    const names = nameReference.map(({ fieldSpecs = [], kind = '', ...rest }) => ({
      ...rest,
      kind,
      fields: fieldSpecs,
    }));
    return { ...lists, nameReference: names };
  } catch (thrown) {
    throw prefixError(`unmarshalling ${printPath(files, file)}`, thrown);
  }
}
