import type { BuiltinKind } from '../builtin-kind.ts';
import { inSpec } from '../shared/defaults.ts';
import { change, eachBy, type Fields, fill } from '../shared/fill.ts';
import { resourceList } from '../shared/quantities.ts';
import { limitRangeErrors } from './limit-range-errors.ts';

/** Those of the lists that are not empty, as Go prints them. */
function withLists(item: Fields, lists: Fields): Fields {
  const said = Object.entries(lists).filter(([, list]) => Object.keys(list as Fields).length > 0);
  return fill(item, Object.fromEntries(said));
}

/** Containers get the most as default limit, the default limit as default request, or else the least: SetDefaults_LimitRangeItem. */
function defaultLimit(limit: Fields): Fields {
  const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'];
  const item = lists.reduce((at, list) => change(at, list, resourceList), limit);
  if (item.type !== 'Container') return item;
  const [max, min, limits, requests] = ['max', 'min', 'default', 'defaultRequest'].map((list) => item[list] as Fields);
  const defaults = fill(limits, max ?? {});
  const requested = fill(fill(requests, defaults), min ?? {});
  const changed = defaults !== limits || requested !== requests;
  return changed
    ? withLists(
        { ...item, default: undefined, defaultRequest: undefined },
        { default: defaults, defaultRequest: requested },
      )
    : item;
}

/** kubernetes pkg/apis/core/v1/defaults.go */
const defaultLimitRange = (spec: Fields): Fields => change(spec, 'limits', eachBy(defaultLimit));

export const kind = {
  table: '/limitranges',
  claim: {
    behaviour: 'defaults of its limits, their order',
    upstream: 'pkg/apis/core/v1/defaults.go, pkg/apis/core/validation/validation.go ValidateLimitRange',
  },
  defaults: inSpec(defaultLimitRange),
  validate: limitRangeErrors,
} satisfies BuiltinKind;
