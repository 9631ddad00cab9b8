import { GatehouseError } from '../core/errors.ts';

/** A file that SOPS refuses as well. The message never holds a value. */
export class SopsError extends GatehouseError {}
