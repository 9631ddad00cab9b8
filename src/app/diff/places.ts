import { type Change, type DiffSide, placeOf } from './contract.ts';

/** Where an object that is printed is written on a side; nothing where it is none of the files. */
export function placeByRef({ input }: DiffSide, ref: string): Pick<Change, 'file' | 'line'> {
  const [kind = '', ...rest] = ref.split('/');
  const name = rest.pop() ?? '';
  const found = input.find(kind, name, rest.length > 0 ? rest.join('/') : undefined);
  return placeOf(found);
}
