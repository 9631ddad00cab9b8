import { GatehouseError } from '../../core/errors.ts';

/** What may be written: everything, everything but only on trial by the server, or nothing. */
export type Writes = boolean | 'dry-run';

/** A write that was refused here, before it was sent: the cluster was opened to be read. */
export class ReadOnlyCluster extends GatehouseError {
  constructor(what: string, server: string) {
    super(`${what} was not sent to ${server}: this command only reads`, {
      hint: 'nothing was changed; `gatehouse up --context` is what writes',
    });
    this.name = 'ReadOnlyCluster';
  }
}
