import { compareText } from '../../../core/finding.ts';

/** What lists can be narrowed by. Upstream: pkg/api/criterion.go. */
export interface Criterion {
  readonly search: string;
  readonly status: string;
  readonly serviceName: string;
  readonly middlewareName: string;
}

export const readCriterion = (query: URLSearchParams): Criterion => ({
  search: query.get('search') ?? '',
  status: query.get('status') ?? '',
  serviceName: query.get('serviceName') ?? '',
  middlewareName: query.get('middlewareName') ?? '',
});

export const matchesStatus = ({ status }: Criterion, actual: string): boolean =>
  status === '' || status.toLowerCase() === actual.toLowerCase();

export const matchesSearch = ({ search }: Criterion, ...values: readonly string[]): boolean =>
  search === '' || values.some((value) => value.toLowerCase().includes(search.toLowerCase()));

export function matchesService({ serviceName }: Criterion, name: string): boolean {
  if (serviceName === '') return true;
  return name.includes('@') ? serviceName === name : serviceName.split('@')[0] === name;
}

export interface Page {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** The asked-for page, or upstream's refusal. Upstream: pkg/api/criterion.go pagination. */
export function paginate(query: URLSearchParams, total: number): Page | { readonly problem: string } {
  const perPage = readCount(query, 'per_page', 100);
  if (typeof perPage !== 'number') return perPage;
  const page = readCount(query, 'page', 1);
  if (typeof page !== 'number') return page;
  const start = (page - 1) * perPage;
  if (start !== 0 && start >= total) return { problem: `invalid request: page: ${page}, per_page: ${perPage}` };
  return { start, end: Math.min(start + perPage, total), next: page * perPage < total ? page + 1 : 1 };
}

function readCount(query: URLSearchParams, key: string, fallback: number): number | { readonly problem: string } {
  const raw = query.get(key) ?? '';
  if (raw === '') return fallback;
  const value = /^[+-]?\d+$/.test(raw) ? Number(raw) : 0;
  return value > 0 ? value : { problem: `invalid request: ${key}: ${value}` };
}

export type SortKey = string | number | bigint;

/** Sorts by a key, then by name; both downwards with `direction=desc`. Upstream: pkg/api/sort.go. */
export function sortBy<T>(
  query: URLSearchParams,
  items: readonly T[],
  nameOf: (item: T) => string,
  keys: Readonly<Record<string, (item: T) => SortKey>>,
): readonly T[] {
  const key = keys[query.get('sortBy') ?? ''] ?? nameOf;
  const sign = (query.get('direction') || 'asc') === 'asc' ? 1 : -1;
  return [...items].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    const order = left < right ? -1 : left > right ? 1 : compareText(nameOf(a), nameOf(b));
    return sign * order;
  });
}
