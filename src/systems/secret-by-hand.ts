/** A Secret that a person makes, because no file of the repository can hold it. */
export interface SecretByHand {
  readonly namespace: string;
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  /** It holds an age key, under this name. */
  readonly ageKey?: string;
}
