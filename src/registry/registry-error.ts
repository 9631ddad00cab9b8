import { GatehouseError } from '../core/errors.ts';

/**
 * Why a registry gave nothing: `unreachable` (nobody answered), `busy` (it wants fewer questions), `refused` (it wants a login, or is
 * not asked), `missing` (it has no such thing), `invalid` (what it gave is not what it says).
 */
export type RegistryFault = 'unreachable' | 'busy' | 'refused' | 'missing' | 'invalid';

/** What a registry did not give, and why. Its message holds no credentials and no signed address. */
export class RegistryError extends GatehouseError {
  /** Host, with its port where it says one. */
  readonly registry: string;
  readonly fault: RegistryFault;
  /** The message without the host. */
  readonly reason: string;

  constructor(
    registry: string,
    fault: RegistryFault,
    reason: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(`${registry}: ${reason}`, options);
    this.name = 'RegistryError';
    this.registry = registry;
    this.fault = fault;
    this.reason = reason;
  }
}
