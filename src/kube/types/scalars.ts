/** A number, or a name or percentage, as intstr.IntOrString. */
export type IntOrString = number | string;

/** An amount, as resource.Quantity: `100m`, `1Gi`, or a plain number. */
export type Quantity = number | string;
