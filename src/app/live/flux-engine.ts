import { GatehouseError, messageOf } from '../../core/errors.ts';
import { hasErrors } from '../../core/finding.ts';
import { readRepository } from '../../repo/repository.ts';
import type { Delivers } from '../../systems/delivery.ts';
import { systems } from '../../systems/index.ts';
import type { System } from '../../systems/system.ts';
import { followConvergence } from '../convergence.ts';
import type { Subject } from '../load-subject.ts';
import { applyObjects, askToLook } from './apply-entry.ts';
import {
  again,
  type Bringing,
  type Brought,
  besidePrediction,
  type Engine,
  keyOf,
  type LiveOptions,
  neverReady,
} from './bringing.ts';
import type { LiveRow } from './live-report.ts';
import { missingDelivery } from './look-around.ts';
import { goneQuiet } from './watch-answering.ts';

/** Milliseconds between two looks at how far it has come. */
const lookEvery = 500;

/** What delivers in the cluster brings the files: it is made sure that it is there, started on them, and followed. */
export function fluxEngine(subject: Subject, options: LiveOptions): Engine {
  const delivers = deliveryOf();
  return {
    name: 'flux',
    prepare: async () => {
      await ensureDelivery(subject, delivers, options);
      return [];
    },
    bring: (predicted) => bring({ subject, options, predicted }, delivers),
  };
}

async function bring({ subject, options, predicted }: Bringing, delivers: Delivers): Promise<Brought> {
  const { real: cluster, dryRun, named } = options;
  const { entry: all, assumed } = readRepository(subject.tree);
  // A source that stands in no file was made by whoever set the delivery up.
  const entry = all.filter((each) => !assumed.includes(each));
  const { applied, findings } = await applyObjects(cluster, entry, dryRun);
  if (dryRun || hasErrors(findings)) return { applied, findings, convergence: [] };
  const objects = entry.map(({ object }) => object);
  const begin = async () => void (await askToLook(cluster, objects, delivers, String(cluster.now())));
  const convergence = await follow(options, begin, predicted);
  const late = convergence.filter(({ readyAt }) => readyAt === undefined);
  const told = late.map((row) => neverReady({ ...row, object: `${row.kind}/${row.name}` }, named));
  return { applied, convergence, findings: [...findings, ...told] };
}

function deliveryOf(): Delivers {
  const delivers = systems.map((system: System) => system.delivers).find((each) => each !== undefined);
  if (!delivers) throw new GatehouseError('no system delivers to a real cluster');
  return delivers;
}

/** What delivers must be there; where it is not, it is installed by its own program, or a person does. */
async function ensureDelivery(subject: Subject, delivers: Delivers, options: LiveOptions): Promise<void> {
  const missing = await missingDelivery(options.real);
  if (missing.length === 0) return;
  const { program, args } = delivers.install(subject.lab);
  const command = [program, ...args].join(' ');
  if (options.dryRun || !options.install)
    throw new GatehouseError(
      `${options.context} does not run ${missing.join(', ')}: nothing would read the repository`,
      {
        hint: `install it first: ${command} ${options.named.join(' ')}`,
      },
    );
  await options.install(delivers, subject);
}

async function follow(
  { real: cluster, context, onProgress, signal, timeout, wait, watchAnswering }: LiveOptions,
  begin: () => Promise<void>,
  predicted: Bringing['predicted'],
): Promise<readonly LiveRow[]> {
  onProgress({ type: 'phase', name: 'Bringing up', detail: 'as it happens' });
  const readiness = systems.flatMap((system) => system.readiness ?? []);
  const convergence = followConvergence(cluster, readiness, onProgress);
  const answering = watchAnswering?.();
  try {
    await begin();
    const end = cluster.now() + timeout * 1000;
    // What was predicted to be there and is not yet may still come.
    const isWhole = () => {
      const ready = new Set(
        own(convergence.rows(), predicted).flatMap((row) => (row.readyAt === undefined ? [] : keyOf(row))),
      );
      return predicted.size > 0 ? [...predicted.keys()].every((key) => ready.has(key)) : convergence.isDone();
    };
    while (!isWhole() && cluster.now() < end && !signal.aborted) {
      const lost = convergence.lost() ?? answering?.lost();
      if (lost) throw new GatehouseError(`${messageOf(lost)}; what was applied stays`, { cause: lost, hint: again });
      await wait(lookEvery);
    }
    const quiet = isWhole() || signal.aborted ? undefined : goneQuiet(answering, context);
    if (quiet) throw new GatehouseError(`${quiet}; what was applied stays`, { hint: again });
  } finally {
    convergence.stop();
    answering?.stop();
  }
  if (signal.aborted)
    throw new GatehouseError('interrupted: what was applied stays, and the cluster goes on by itself', {
      exitCode: 130,
      hint: again,
    });
  return own(convergence.rows(), predicted).map((row) => besidePrediction(row, predicted));
}

/** What the lab or repository brings: others of the cluster are not its matter. */
const own = (rows: readonly LiveRow[], predicted: ReadonlyMap<string, number>): readonly LiveRow[] =>
  predicted.size === 0 ? rows : rows.filter((row) => predicted.has(keyOf(row)));
