import * as z from 'zod';
import { interpreted } from './interpreted.ts';

/** Fields by name. */
export type Fields = Readonly<Record<string, z.ZodType>>;

/** A field in which one product is chosen: by its name alone, or by a mapping that says more of it. */
export interface Choice {
  /** The product that a lab has when it does not say. */
  readonly byDefault: string;
  /** What may be said of each product. */
  readonly fields: Fields;
  /** Products that nobody else describes, each with what it is. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A product that may be chosen, and what may be said of it alone. */
export interface ChoiceOption {
  readonly kind: string;
  readonly fields: Fields;
  readonly text: string;
}

/** The schema of a choice with all its products: a name alone is read as a mapping that says nothing else. */
export function choiceSchema({ byDefault, fields, kinds, text }: Choice, options: readonly ChoiceOption[]): z.ZodType {
  const own = Object.entries(kinds).map(([kind, what]) => ({ kind, fields: {}, text: what }));
  const products = new Map([...options, ...own].map((option) => [option.kind, productSchema(fields, option)]));
  const [first, ...rest] = [...products.values()];
  const mapping = z.discriminatedUnion('kind', [first!, ...rest]);
  return z
    .union([mapping, z.enum([...products.keys()])])
    .transform((value) =>
      typeof value === 'string' ? products.get(value)!.parse({ kind: value }, interpreted) : value,
    )
    .prefault(byDefault)
    .describe(text);
}

const productSchema = (common: Fields, { kind, fields, text }: ChoiceOption) =>
  z.strictObject({ kind: z.literal(kind).describe(text), ...common, ...fields }).describe(text);
