import type { CommonOptions } from '../command.ts';
import type { Signals } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

/** Options of all verbs of `secrets`. */
export interface SecretsOptions extends CommonOptions {
  readonly key?: string;
  readonly age?: readonly string[];
  readonly strict?: boolean;
  readonly from?: readonly string[];
}

/** What a verb of `secrets` is asked. */
export interface Asked {
  readonly verb: string;
  readonly paths: readonly string[];
  readonly options: SecretsOptions;
  readonly terminal: Terminal;
  readonly signals: Signals;
}
