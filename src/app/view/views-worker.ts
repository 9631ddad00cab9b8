import { GatehouseError, messageOf } from '../../core/errors.ts';
import type { UpProgress } from '../up-report.ts';
import { openChanges, openViews } from './open-views.ts';
import type { ToldOfViews, ViewsTask } from './open-views-apart.ts';
import type { OpenViews } from './opened-views.ts';

/** The process that views are opened in: it is told what to look at, answers questions about it, and ends with whoever asks. */
const tell = (told: ToldOfViews): unknown => process.connected && process.send?.(told);

const ended = new AbortController();
let opened: Promise<OpenViews> | undefined;

async function answer({ path, options, question }: ViewsTask): Promise<unknown> {
  // Two sets of files are compared without bringing one up.
  if (question.what === 'changes') return openChanges(path, options)(question.base);
  const onProgress = (event: UpProgress) => tell({ type: 'progress', event });
  opened ??= openViews(path, { ...options, onProgress, signal: ended.signal });
  const { page, journey } = await opened;
  return question.what === 'page' ? page : journey(question.url, question.client);
}

process.on('message', (task: ViewsTask) => {
  const { number } = task;
  answer(task).then(
    (value) => tell({ type: 'answer', number, value }),
    (thrown: unknown) => {
      const hint = thrown instanceof GatehouseError ? thrown.hint : undefined;
      const isKnown = thrown instanceof GatehouseError;
      tell({ type: 'failed', number, message: messageOf(thrown), isKnown, ...(hint !== undefined && { hint }) });
    },
  );
});
// Whoever asked is gone: nothing keeps the process once all is closed.
process.once('disconnect', async () => {
  ended.abort();
  await (await opened?.catch(() => undefined))?.close();
});
