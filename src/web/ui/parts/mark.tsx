import type { ViewState } from '../../../app/view/state.ts';
import { stateMarks } from '../../../report/svg/state-marks.ts';
import { texts } from '../texts.ts';

/** A state as a sign and a word: never by colour alone. */
export function Mark({ state, word = texts.states[state] }: { readonly state: ViewState; readonly word?: string }) {
  return (
    <span class={`mark ${state}`}>
      <span aria-hidden="true">{stateMarks[state]}</span> {word}
    </span>
  );
}

const severityStates = { error: 'wrong', warning: 'warning', unknown: 'not-known', info: 'none' } as const;
const severityMarks = { error: '✗', warning: '!', unknown: '?', info: 'i' } as const;

/** How bad a finding is. */
export function SeverityMark({ severity }: { readonly severity: keyof typeof severityMarks }) {
  return (
    <span class={`mark ${severityStates[severity]}`}>
      <span aria-hidden="true">{severityMarks[severity]}</span> {texts.severities[severity]}
    </span>
  );
}
