import { isJsonObject } from '../../kube/json.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * Values with a person's own over them, as helm merges values files (helm pkg/cli/values/options.go): mappings merge, everything else
 * replaces. A `null` stays: it takes the chart's default away, too. Ours keep their places, new ones come behind in their own order.
 */
export function layOver(values: Values, own: Values): Values {
  const merged: Record<string, unknown> = { ...values };
  for (const [key, value] of Object.entries(own)) {
    const ours = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const both = isJsonObject(ours) && isJsonObject(value);
    Object.defineProperty(merged, key, {
      value: both ? layOver(ours, value) : value,
      ...{ enumerable: true, configurable: true, writable: true },
    });
  }
  return merged;
}
