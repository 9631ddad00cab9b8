import { GatehouseError } from '../../../core/errors.ts';
import type { ApiState } from '../api/state.ts';
import type { EmbeddedOptions, ServedApi } from '../contract.ts';

/** Serves the API over HTTPS on loopback. */
export async function serveApi(
  _state: ApiState,
  _options: EmbeddedOptions,
  _where: { readonly port?: number; readonly host?: string },
): Promise<ServedApi> {
  throw new GatehouseError('the HTTPS API is not served in this build');
}
