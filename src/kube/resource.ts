/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  /** 0 = always shown, greater = `-o wide` only. */
  readonly priority?: number;
}

/** What discovery tells of a kind. */
export interface ResourceInfo {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  /** E.g. `status`, `scale`. */
  readonly subresources: readonly string[];
  /** What may be asked of it, where that is known: `list`, `watch` … */
  readonly verbs?: readonly string[];
}
