import type { IntOrString } from '../../kube/types.ts';

/** A number, or a percentage of the total (apimachinery pkg/util/intstr GetScaledValueFromIntOrPercent); 0 when absent or neither. */
export function scaledValue(value: IntOrString | undefined, total: number, roundUp: boolean): number {
  if (typeof value === 'number') return value;
  const percent = value === undefined ? null : /^(\d+)%$/.exec(value);
  if (!percent) return 0;
  const share = (Number(percent[1]) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
}
