import { canonicalQuantity } from '../../kube/quantity.ts';

const decimalScale: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryExponent: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const layout = (value: string, scale: number, text: string, format: string): string =>
  `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text} Format:(resource.Format)${format}}`;

/** Go's dump of a resource.Quantity read from its canonical text (apimachinery pkg/api/resource/quantity.go ParseQuantity). */
export function dumpQuantity(quantity: string | number): string {
  const text = canonicalQuantity(quantity) ?? String(quantity);
  if (text === '0') return layout('0', 0, '0', 'DecimalSI');
  const match = /^(?<number>-?\d+)(?<suffix>[a-zA-Z]*)(?<exponent>\d*)$/.exec(text);
  const { number = '0', suffix = '', exponent = '' } = match?.groups ?? {};
  const power = binaryExponent[suffix];
  if (power !== undefined) {
    // The text is kept only when it is sure to be the shortest.
    const kept = BigInt(number) & 7n ? text : '';
    return layout(String(BigInt(number) << BigInt(power)), 0, kept, 'BinarySI');
  }
  const isExponent = suffix === 'e' || suffix === 'E';
  const scale = isExponent && exponent ? Number(exponent) : (decimalScale[suffix] ?? 0);
  const kept = scale % 3 === 0 && !number.endsWith('000') ? text : '';
  return layout(number, scale, kept, isExponent && exponent ? 'DecimalExponent' : 'DecimalSI');
}
