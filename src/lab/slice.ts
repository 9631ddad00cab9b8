import type { z } from 'zod';
import type { Choice, ChoiceOption, Fields } from './choice.ts';
import type { LabCore, LabCoreInput } from './lab-core.ts';
import type { FirstPlan, SlicePlan } from './lab-plan.ts';
import type { SharedField } from './shared-fields.ts';

/** A lab as the owner of some fields sees it: what everybody knows, and its own. */
export type LabWith<Own extends Fields, Versions extends Fields | undefined = undefined> = LabCore &
  (keyof Own extends never ? unknown : z.output<z.ZodObject<Own>>) &
  (Versions extends Fields ? { readonly versions: z.output<z.ZodObject<Versions>> } : unknown);

type InputWith<Own extends Fields, Versions extends Fields | undefined> = LabCoreInput &
  (keyof Own extends never ? unknown : z.input<z.ZodObject<Own>>) &
  (Versions extends Fields ? { readonly versions?: z.input<z.ZodObject<Versions>> } : unknown);

/** What one system owns of the lab file. */
export interface LabSlice {
  /** Where its fields stand in the file as people read it, from 0 at the top; `name` is at 0, `versions` at 10, the network at 40. */
  readonly place: number;
  /** Fields at the top of the file. */
  readonly fields: Fields;
  /** Fields under a field that several systems share. */
  readonly parts?: Parts;
  /** Fields under `versions`. */
  readonly versions?: Fields;
  /** Fields in which a product is chosen, by name. */
  readonly choices?: Readonly<Record<string, Choice>>;
  /** The product that the system is, by the name of the field in which it is chosen. */
  readonly options?: Readonly<Record<string, ChoiceOption>>;
  /** Namespaces that the system has for itself. */
  readonly namespaces?: readonly string[];
  /** What a person may write for a field that must be there, by its path with `[]` for any item and `*` for any name. */
  readonly examples?: Readonly<Record<string, string>>;
  /** Names of the fields in which a secret may stand by mistake: what they hold is never shown. */
  readonly secretFields?: readonly string[];
  /** What its fields mean, in words that all understand. */
  readonly plan?: (lab: never) => SlicePlan;
  /** What is not written and follows from what all slices have planned. */
  readonly derive?: (lab: never, said: FirstPlan) => SlicePlan;
}

type VersionsOf<Slice extends LabSlice> = Slice extends { readonly versions: infer V extends Fields } ? V : undefined;

type Choices = Readonly<Record<string, Choice>>;
type Options = Readonly<Record<string, ChoiceOption>>;
type Read<Own extends Fields> = z.output<z.ZodObject<Own>>;
type Written<Own extends Fields> = z.input<z.ZodObject<Own>>;

/** What is chosen, as the owner of the field sees it. */
export type Chosen<C extends Choices> = { readonly [F in keyof C]: { readonly kind: string } & Read<C[F]['fields']> };
/** What is said of a product: its fields are there when it is the one that is chosen. */
export type Said<O extends Options> = { readonly [F in keyof O]: Partial<Read<O[F]['fields']>> };

/** What a system adds to the fields that it shares with others. */
type Parts = { readonly [Name in SharedField]?: Fields };
/** What is said under the shared fields, as one of those that share them sees it. */
export type PartsSaid<P extends Parts> = { readonly [F in keyof P]?: P[F] extends Fields ? Read<P[F]> : never };

type PartsOf<Slice extends LabSlice> = Slice extends { readonly parts: infer P extends Parts } ? PartsSaid<P> : unknown;
type PartsInputOf<Slice extends LabSlice> = Slice extends { readonly parts: infer P extends Parts }
  ? { readonly [F in keyof P]?: P[F] extends Fields ? Written<P[F]> : never }
  : unknown;

type ChosenOf<Slice extends LabSlice> = Slice extends { readonly choices: infer C extends Choices }
  ? Chosen<C>
  : unknown;
type SaidOf<Slice extends LabSlice> = Slice extends { readonly options: infer O extends Options } ? Said<O> : unknown;

type ChosenInputOf<Slice extends LabSlice> = Slice extends { readonly choices: infer C extends Choices }
  ? { readonly [F in keyof C]?: string | ({ readonly kind: string } & Written<C[F]['fields']>) }
  : unknown;
type SaidInputOf<Slice extends LabSlice> = Slice extends { readonly options: infer O extends Options }
  ? { readonly [F in keyof O]?: string | Partial<Written<O[F]['fields']>> }
  : unknown;

/** A lab as a slice sees it. */
export type LabOf<Slice extends LabSlice> = LabWith<Slice['fields'], VersionsOf<Slice>> &
  PartsOf<Slice> &
  ChosenOf<Slice> &
  SaidOf<Slice>;
/** The same as a person writes it. */
export type LabInputOf<Slice extends LabSlice> = InputWith<Slice['fields'], VersionsOf<Slice>> &
  PartsInputOf<Slice> &
  ChosenInputOf<Slice> &
  SaidInputOf<Slice>;
