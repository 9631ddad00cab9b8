import type { WireAnswer, WireRequest } from '../player/scenario.ts';

export interface Client {
  readonly send: (request: WireRequest) => Promise<WireAnswer>;
  readonly stream: (request: WireRequest, onLine: (line: string) => boolean) => Promise<WireAnswer>;
  readonly close: () => void;
}

export function connect(access: { readonly server: string; readonly ca: string; readonly token: string }): Client;
