import * as z from 'zod';
import { choiceSchema, type Fields } from './choice.ts';
import { fieldExamples } from './field-examples.ts';
import { coreFields, type LabCore } from './lab-core.ts';
import { type LabPlan, planLab, type SlicePlanner } from './lab-plan.ts';
import { type SchemaNode, schemaTree } from './schema-tree.ts';
import { type SharedField, sharedFields } from './shared-fields.ts';
import type { LabSlice } from './slice.ts';

/** A lab file as some slices make it. */
export interface LabDefinition<Lab extends LabCore = LabCore, Input = unknown> {
  readonly schema: z.ZodType<Lab, Input>;
  /** The same as JSON Schema, made once. */
  readonly tree: () => SchemaNode;
  /** What a person may write for a field that must be there, by its path. */
  readonly examples: Readonly<Record<string, string>>;
  /** Names of the fields whose value is never shown. */
  readonly secretFields: ReadonlySet<string>;
  /** What a valid lab means. */
  readonly plan: (lab: Lab) => LabPlan;
}

/** Joins slices to one lab file. Fails when two claim one field. */
export function defineLab<Lab extends LabCore, Input>(slices: readonly LabSlice[]): LabDefinition<Lab, Input> {
  const ordered = [...slices].sort((a, b) => a.place - b.place);
  const versions = z
    .strictObject(joinFields(ordered.map((slice) => slice.versions ?? {})))
    .describe('What is installed. Pinned, so that the same lab file gives the same platform.')
    .prefault({});
  const placed = [
    ...coreFields,
    { place: 10, fields: { versions } },
    ...ordered,
    ...sharedOf(ordered),
    ...choicesOf(ordered),
  ].sort((a, b) => a.place - b.place);
  const fields = joinFields(placed.map((slice) => slice.fields));
  const schema = z.strictObject(fields).describe('A lab: one file from which the platform is composed.');
  let tree: SchemaNode | undefined;
  return {
    schema: schema as z.ZodType<Lab, Input>,
    tree: () => {
      tree ??= schemaTree(schema);
      return tree;
    },
    examples: Object.assign({}, fieldExamples, ...ordered.map(({ examples }) => examples)),
    secretFields: new Set(ordered.flatMap(({ secretFields }) => secretFields ?? [])),
    plan: (lab) => planLab(lab, ordered.map(plannerOf)),
  };
}

/** Each slice plans from the lab that all slices made together. */
const plannerOf = ({ plan, derive, namespaces = [] }: LabSlice): SlicePlanner => ({
  namespaces,
  ...(plan && { plan: (lab) => plan(lab as never) }),
  ...(derive && { derive: (lab, said) => derive(lab as never, said) }),
});

/** The fields in which a product is chosen, each with the products of all slices. */
const choicesOf = (slices: readonly LabSlice[]) =>
  slices.flatMap(({ place, choices = {} }) =>
    Object.entries(choices).map(([name, choice]) => ({
      place,
      fields: {
        [name]: choiceSchema(
          choice,
          slices.flatMap(({ options = {} }) => options[name] ?? []),
        ),
      },
    })),
  );

/** The fields that several slices share, each with the parts of all; there where a slice has a part in them. */
const sharedOf = (slices: readonly LabSlice[]) =>
  Object.entries(sharedFields).flatMap(([name, text]) => {
    const sharing = slices.filter(({ parts }) => parts?.[name as SharedField] !== undefined);
    const parts = joinFields(sharing.map((slice) => slice.parts?.[name as SharedField] ?? {}));
    return sharing
      .slice(0, 1)
      .map(({ place }) => ({ place, fields: { [name]: z.strictObject(parts).optional().describe(text) } }));
  });

function joinFields(all: readonly Fields[]): Fields {
  const joined: Record<string, z.ZodType> = {};
  for (const [name, field] of all.flatMap((fields) => Object.entries(fields))) {
    if (Object.hasOwn(joined, name)) throw new Error(`two slices of the lab file claim the field ${name}`);
    joined[name] = field;
  }
  return joined;
}
