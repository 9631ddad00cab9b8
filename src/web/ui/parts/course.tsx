import type { DrillLine } from '../../../app/view/drills-view.ts';
import { printSpan } from '../seconds.ts';
import { texts } from '../texts.ts';

/** What happens in one drill: who notices, what moves, what fails, and for how long. */
export function Course({ line, host }: { readonly line: DrillLine; readonly host: string }) {
  const { name, summary, notices, moves, starts, remarks, hosts, upstream } = line.course;
  const phases = hosts.find((each) => each.host === host)?.phases ?? [];
  const reason = hosts.find((each) => each.host === host)?.reason;
  return (
    <section class="course" aria-label={name} aria-live="polite">
      <h2>
        {name} · {host}
      </h2>
      <p>{summary}</p>
      {reason && <p>{reason}</p>}
      <List
        title={texts.drills.sees}
        rows={phases.map(({ sees, share, from, until, reason: why }) => {
          const when = texts.drills.from(printSpan(from), until ? printSpan(until) : texts.drills.lasting);
          return `${sees} for ${Math.round(share * 100)} % of the requests, ${when}: ${why}`;
        })}
      />
      <List title={texts.drills.notices} rows={notices} />
      <List
        title={texts.drills.moves}
        rows={moves.map(({ address, from, to, at }) => `${address}: ${from} → ${to || '–'}, after ${printSpan(at)}`)}
      />
      <List
        title={texts.drills.starts}
        rows={starts.map(({ of, node, readyAt }) => `${of} on ${node}, ready after ${printSpan(readyAt)}`)}
      />
      <List title={texts.drills.remarks} rows={remarks} />
      <List title={texts.drills.upstream} rows={upstream} />
    </section>
  );
}

function List({ title, rows }: { readonly title: string; readonly rows: readonly string[] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
    </>
  );
}
