import type { FrontDoor } from '../api/front-door.ts';
import type { ApiState, ServedResource } from '../api/state.ts';
import type { PodDialer } from '../contract.ts';
import type { EventLines } from './event-lines.ts';
import type { ListSnapshots } from './list-snapshots.ts';
import type { Route } from './route.ts';
import type { Tokens } from './tokens.ts';
import type { ApiAnswer, ApiRequest } from './wire.ts';

/** What all requests to one server share. */
export interface ServerContext {
  readonly state: ApiState;
  /** The way in for writes. */
  readonly door: FrontDoor;
  /** e.g. `v1.36.3`. */
  readonly kubernetesVersion: string;
  readonly tokens: Tokens;
  /** How pods are reached; undefined when nothing plays their apps. */
  readonly dialPod: PodDialer | undefined;
  readonly snapshots: ListSnapshots;
  readonly lines: EventLines;
}

/** Answers a request that asks for a resource, or for a part of one. */
export type AnswerOfResource = (
  context: ServerContext,
  resource: ServedResource,
  route: Route,
  request: ApiRequest,
) => Promise<ApiAnswer>;
