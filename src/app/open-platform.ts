import type { Finding } from '../core/finding.ts';
import { loadSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { notDelivered, nothingToFollow, whyNotStarted } from './nothing-to-follow.ts';
import { type RunningPlatform, startPlatform } from './platform.ts';
import { runningAt } from './running-at.ts';

/** A platform to be looked at, and what it was made of. */
export interface OpenPlatform {
  readonly subject: Subject;
  readonly embedded: RunningPlatform['embedded'];
  /** What came up wrong; of a snapshot, what is not known of it. */
  readonly findings: readonly Finding[];
}

/**
 * Brings a lab or repository up, or goes on from what runs. Rejects where there is nothing to follow; with `strictly`, also where
 * something could not be applied.
 */
export async function openPlatform(path: string, options: SubjectOptions, strictly = false): Promise<OpenPlatform> {
  const running = await runningAt(path, options);
  if (running) {
    const { adoptPlatform } = await import('./adopt-platform.ts');
    return adoptPlatform(running, path);
  }
  const subject = await loadSubject(path, options);
  // What rules find is no obstacle: a request that goes astray is what is looked for.
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(path);
  const { embedded, findings } = await startPlatform(subject, () => undefined);
  const isEmpty = findings.some(({ code }) => code === notDelivered);
  const reason = strictly || isEmpty ? whyNotStarted(path, findings) : undefined;
  if (!reason) return { subject, embedded, findings };
  await embedded.stop();
  throw reason;
}
