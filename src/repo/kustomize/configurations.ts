import { fitShape, type Struct } from './fit-shape.ts';
import { KustomizeError, prefixError } from './kustomize-error.ts';
import { type BuildFiles, loadDocuments, pathFrom, printPath } from './loader.ts';
import type { NameReferences } from './name-reference-table.ts';

const kindFields = { group: 'string', version: 'string', kind: 'string' } as const;

const fieldSpec: Struct = { struct: 'FieldSpec', fields: { ...kindFields, path: 'string', create: 'bool' } };

/** builtinconfig.TransformerConfig: the part that says which fields name objects is followed. */
const shape: Struct = {
  struct: 'TransformerConfig',
  fields: {
    nameReference: {
      list: { struct: 'NameBackReferences', fields: { ...kindFields, fieldSpecs: { list: fieldSpec } } },
    },
    ...Object.fromEntries(
      ['namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'templateLabels', 'commonAnnotations'].map(asAnything),
    ),
    ...Object.fromEntries(['labels', 'varReference', 'images', 'replicas'].map(asAnything)),
  },
};

function asAnything(field: string): readonly [string, 'any'] {
  return [field, 'any'];
}

/**
 * The name references that the files of `configurations` add to the built-in ones
 * (kustomize api/internal/plugins/builtinconfig/transformerconfig.go MakeTransformerConfig).
 */
export function readConfigurations(
  files: BuildFiles,
  folder: string,
  paths: readonly string[],
): readonly NameReferences[] {
  return paths.flatMap((path) => {
    const file = pathFrom(files, folder, path);
    if (!files.tree.has(file)) {
      throw new KustomizeError(`open ${printPath(files, file)}: no such file or directory`);
    }
    const config = readConfiguration(files, file);
    const others = Object.keys(config).filter((field) => field !== 'nameReference');
    if (others.length > 0) {
      throw new KustomizeError(`not followed here: ${others.join(', ')} of a configuration`, {
        file,
        line: 1,
        knownBy: 'a configuration of name references alone, or what it builds as plain files',
      });
    }
    return ((config.nameReference ?? []) as readonly WrittenReference[]).map(
      ({ fieldSpecs = [], kind = '', ...rest }) => ({
        ...rest,
        kind,
        fields: fieldSpecs,
      }),
    );
  });
}

interface WrittenReference extends Partial<Omit<NameReferences, 'fields'>> {
  readonly fieldSpecs?: NameReferences['fields'];
}

function readConfiguration(files: BuildFiles, file: string): ReturnType<typeof fitShape> {
  const [document] = loadDocuments(files, file);
  if (!document) return {};
  try {
    return fitShape(document.value, shape, { strict: false });
  } catch (thrown) {
    throw prefixError(`unmarshalling ${printPath(files, file)}`, thrown);
  }
}
