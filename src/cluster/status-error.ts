/** A cause in the details of a refusal, as metav1.StatusCause. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** metav1.Status of a refusal. */
export interface StatusBody {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string };
  readonly status: 'Failure';
  readonly message: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

/** The API refused: carries its Status. */
export class StatusError extends Error {
  readonly status: StatusBody;
  /** The next action, where there is one to tell. */
  readonly hint: string | undefined;

  constructor(status: StatusBody, hint?: string) {
    super(status.message);
    this.name = 'StatusError';
    this.status = status;
    this.hint = hint;
  }
}

/** The kind is not served; told apart from an object that is not there, as clients do upstream (apimachinery pkg/api/meta NoKindMatchError). */
export class KindNotServed extends StatusError {}

/** Whether a thrown value is a refusal with that reason, e.g. `NotFound`, `Conflict`, `AlreadyExists`. */
export const isReason = (thrown: unknown, reason: string): boolean =>
  thrown instanceof StatusError && thrown.status.reason === reason;
