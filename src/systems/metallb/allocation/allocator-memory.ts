import type { RunningController } from '../running.ts';
import { AddressBook } from './address-book.ts';

/** What the controller's process keeps in memory. */
export interface AllocatorMemory {
  running: RunningController | undefined;
  book: AddressBook;
  /** The valid configuration in force, as text; undefined before the first. */
  configuration: string | undefined;
  /** Backend and sharing key by Service: a change may let others share. */
  readonly backends: Map<string, string>;
  /** How often each Service was written in the present second. */
  readonly writes: WriteCounts;
}

/** Counts writes within a second. */
export interface WriteCounts {
  second: number;
  readonly byService: Map<string, number>;
}

/** The memory of a process that has just started. */
export const freshMemory = (): AllocatorMemory => ({
  running: undefined,
  book: new AddressBook(),
  configuration: undefined,
  backends: new Map(),
  writes: { second: 0, byService: new Map() },
});
