import type { ViewState } from '../../app/view/state.ts';

/** What stands for a state where no colour is seen. */
export const stateMarks: Readonly<Record<ViewState, string>> = { fine: '✓', wrong: '✗', 'not-known': '?', none: '·' };
