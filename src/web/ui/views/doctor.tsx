import type { ShownSymptom } from '../../../app/view/symptoms-view.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Mark } from '../parts/mark.tsx';
import { texts } from '../texts.ts';
import type { ViewProps } from '../view-props.ts';

/** Symptoms, the most likely cause first, what speaks for it, and what to type. */
export function Doctor({ page, hash }: ViewProps) {
  const { symptoms, notLookedAt, playbooks } = page.symptoms;
  return (
    <>
      {symptoms.length === 0 && (
        <p class="empty">
          {texts.empty.doctor} <span class="soft">{texts.doctor.through(playbooks)}</span>
        </p>
      )}
      {symptoms.map((symptom) => (
        <Symptom key={symptom.id} symptom={symptom} isLinked={hash.at === symptom.id} />
      ))}
      {notLookedAt.length > 0 && (
        <details>
          <summary>{texts.doctor.notLookedAt}</summary>
          <ul>
            {notLookedAt.map(({ playbook, reason }) => (
              <li key={playbook + reason}>
                {playbook}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Symptom({ symptom, isLinked }: { readonly symptom: ShownSymptom; readonly isLinked: boolean }) {
  const { severity, objects, shows, causes, why, consequences } = symptom;
  return (
    <article class={`card ${severity} ${isLinked ? 'linked' : ''}`} aria-label={`${objects[0] ?? ''} ${shows}`}>
      <h2>
        {objects.join(', ')} {shows}
      </h2>
      <ol class="causes">
        {causes.map((cause) => (
          <Cause key={cause.cause} cause={cause} />
        ))}
      </ol>
      <p class="rule">{why}</p>
      {consequences.length > 0 && (
        <details>
          <summary>
            {texts.doctor.consequences} ({consequences.length})
          </summary>
          <ul>
            {consequences.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

const looks = { certain: 'wrong', likely: 'not-known', possible: 'none' } as const;

function Cause({
  cause: { likelihood, cause, evidence, fix, commands = [] },
}: {
  readonly cause: ShownSymptom['causes'][number];
}) {
  return (
    <li>
      <p>
        <Mark state={looks[likelihood]} word={texts.doctor.likelihoods[likelihood]} /> {cause}
      </p>
      {evidence.length > 0 && (
        <ul class="evidence" aria-label={texts.doctor.evidence}>
          {evidence.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      <p>
        <strong>{texts.doctor.fix}</strong> {fix}
      </p>
      {commands.map((command) => (
        <p key={command} class="command">
          <code>{command}</code> <CopyButton text={command} />
        </p>
      ))}
    </li>
  );
}
