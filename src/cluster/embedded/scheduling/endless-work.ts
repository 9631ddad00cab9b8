import type { KubeObject } from '../../../kube/object.ts';
import type { Request } from '../../controller.ts';
import { type DifferingField, differingFields } from './differing-fields.ts';
import { type Tally, tally, writersOf, writesOf } from './write-tally.ts';

/** Work of a controller that went on without end. */
export interface EndlessWork {
  readonly controller: string;
  /** `namespace/name` of what it was asked to look at. */
  readonly request: string;
  /** Whether it was stopped: it is, unless time moves between its writes. */
  readonly stopped: boolean;
  /** How often it looked, or wrote the object. */
  readonly times: number;
  /** What it wrote again and again, as it last was; undefined when it wrote nothing. */
  readonly object?: KubeObject;
  /** Other controllers that wrote the object meanwhile. */
  readonly others: readonly string[];
  /** Between which versions the object went to and fro. */
  readonly differences: readonly DifferingField[];
}

/** Whose work it is. */
interface Work {
  readonly controller: string;
  readonly request: string;
  /** Both as one text. */
  readonly key: string;
}

/** How often a request was looked at: ever, and at the instant of that number. */
interface Looks {
  ever: number;
  now: number;
  instant: number;
}

/** An object that is written often. */
interface Versions {
  last: KubeObject;
  before: KubeObject | undefined;
  /** The last two versions that differ in more than status, and whose work made the last one. */
  content: KubeObject;
  contentBefore: KubeObject | undefined;
  writer: string;
  /** How often another writer brought the version before back. */
  flips: number;
}

/** What counts as one instant: who asks to be called again in a millisecond moves time, and does not get on. Milliseconds. */
const instant = 1000;
/** Writes after which the versions of an object are kept, and times that one comes back until that is no accident. */
const often = 20;

/**
 * Counts what controllers do, to tell work that gets on from work that never ends. A request may be looked at, and an object written,
 * as often as there are other objects that change with it, and some more; never as often as time allows.
 */
export class EndlessWorkCounter {
  readonly #now: () => number;
  readonly #objects: () => number;
  readonly #begin: number;
  readonly #stopped = new Set<string>();
  readonly #found = new Map<string, EndlessWork>();
  readonly #looks = new Map<string, Looks>();
  readonly #tallies = new Map<string, Tally>();
  readonly #versions = new Map<string, Versions>();
  #since: number;
  #instant = 0;
  readonly #talliesNow = new Map<string, Tally>();
  #current: Work | undefined;

  /** `objects` counts those in the store. */
  constructor(now: () => number, objects: () => number) {
    this.#now = now;
    this.#objects = objects;
    this.#begin = now();
    this.#since = this.#begin;
  }

  /** In order of being found. */
  found(): readonly EndlessWork[] {
    return [...this.#found.values()];
  }

  /** A controller begins to look at a request; false when it was stopped. */
  begins(controller: string, { namespace, name }: Request): boolean {
    const request = namespace ? `${namespace}/${name}` : name;
    const key = `${controller} ${request}`;
    const work = { controller, request, key };
    if (this.#stopped.size > 0 && this.#stopped.has(key)) return false;
    this.#current = work;
    this.#turnInstant();
    const { now, ever } = this.#countLook(key);
    if (now > 2000 && now > 2000 + 20 * this.#objects()) this.#stop(work, now);
    else if (ever > 10_000 && ever > 10_000 + 100 * this.#objects() + 10 * this.#seconds()) this.#stop(work, ever);
    return this.#stopped.size === 0 || !this.#stopped.has(key);
  }

  #countLook(key: string): Looks {
    const instant = this.#instant;
    const looks = this.#looks.get(key);
    if (!looks) {
      const first = { ever: 1, now: 1, instant };
      this.#looks.set(key, first);
      return first;
    }
    looks.now = looks.instant === instant ? looks.now + 1 : 1;
    looks.instant = instant;
    looks.ever++;
    return looks;
  }

  /** The controller is done with its request. */
  ends(): void {
    this.#current = undefined;
  }

  /** The object as it is after a write of the current work. */
  wrote(object: KubeObject): void {
    const work = this.#current;
    const { uid } = object.metadata;
    if (!work || !uid) return;
    const ever = tally(this.#tallies, uid, work.key);
    if (ever.total >= often) this.#keep(uid, object, work);
    const now = tally(this.#talliesNow, uid, work.key);
    const mine = writesOf(now, work.key);
    const all = writesOf(ever, work.key);
    if (mine > 100 && mine > 100 + 4 * this.#talliesNow.size) this.#stop(work, mine, uid);
    else if (all > 300 && all > 300 + 2 * this.#objects() + this.#seconds() / 3) this.#stop(work, all, uid);
  }

  /** An object is gone: what was written of it is no loss. */
  removed(uid: string | undefined): void {
    if (uid === undefined) return;
    this.#tallies.delete(uid);
    this.#talliesNow.delete(uid);
    this.#versions.delete(uid);
  }

  #seconds(): number {
    return (this.#now() - this.#begin) / 1000;
  }

  #turnInstant(): void {
    if (this.#now() - this.#since < instant) return;
    this.#since = this.#now();
    this.#instant++;
    this.#talliesNow.clear();
  }

  #keep(uid: string, object: KubeObject, work: Work): void {
    const writer = work.key;
    const known = this.#versions.get(uid);
    if (!known) {
      const first = { last: object, before: undefined, content: object, contentBefore: undefined, writer, flips: 0 };
      this.#versions.set(uid, first);
      return;
    }
    if (known.last.metadata.resourceVersion === object.metadata.resourceVersion) return;
    known.before = known.last;
    known.last = object;
    if (sameContent(known.content, object)) return;
    const back = known.writer !== writer && known.contentBefore && sameContent(known.contentBefore, object);
    if (back && ++known.flips === often) this.#report(uid, work, known);
    known.contentBefore = known.content;
    known.content = object;
    known.writer = writer;
  }

  /** Two writers undo each other's work while time passes: told, not stopped. */
  #report(uid: string, work: Work, { content, writer, flips }: Versions): void {
    const object = this.#versions.get(uid)?.last ?? content;
    const others = [controllerOf(writer)].filter((other) => other !== work.controller);
    const differences = differingFields(content, object).filter(({ path }) => !isStatus(path));
    const { controller, request } = work;
    this.#found.set(uid, { controller, request, stopped: false, times: flips, object, others, differences });
  }

  #stop(work: Work, times: number, uid = this.#mostWritten(work)): void {
    const { key } = work;
    this.#stopped.add(key);
    if (uid !== undefined) this.#found.delete(uid);
    const { last, before } = (uid === undefined ? undefined : this.#versions.get(uid)) ?? {};
    const writers = uid === undefined ? [] : writersOf(this.#talliesNow.get(uid));
    const others = writers
      .filter(([other, writes]) => other !== key && writes >= often)
      .map(([other]) => controllerOf(other));
    this.#found.set(key, {
      controller: work.controller,
      request: work.request,
      stopped: true,
      times,
      ...(last && { object: last }),
      others: [...new Set(others)].filter((other) => other !== work.controller).sort(),
      differences: last && before ? differingFields(before, last) : [],
    });
    // Whoever wrote it too has nobody to answer any more.
    if (uid !== undefined) this.removed(uid);
  }

  /** The object that this work wrote most at this instant, if it wrote any often. */
  #mostWritten(work: Work): string | undefined {
    let most: { readonly uid: string; readonly writes: number } | undefined;
    for (const [uid, found] of this.#talliesNow) {
      const writes = writesOf(found, work.key);
      if (writes >= often && writes > (most?.writes ?? 0)) most = { uid, writes };
    }
    return most?.uid;
  }
}

const isStatus = (path: string): boolean => path === 'status' || path.startsWith('status.');

const sameContent = (a: KubeObject, b: KubeObject): boolean =>
  differingFields(a, b).every(({ path }) => isStatus(path));

const controllerOf = (key: string): string => key.slice(0, key.indexOf(' '));
