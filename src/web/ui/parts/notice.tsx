/** One thing to say in the middle of an empty page. */
export function Notice({
  title,
  text,
  hint = '',
  busy = false,
}: {
  readonly title: string;
  readonly text: string;
  readonly hint?: string;
  readonly busy?: boolean;
}) {
  return (
    <main class="notice" aria-busy={busy}>
      <h1>{title}</h1>
      <p role={busy ? 'status' : undefined}>{text}</p>
      {hint !== '' && <p class="soft">{hint}</p>}
      {busy && <div class="progress" aria-hidden="true" />}
    </main>
  );
}
