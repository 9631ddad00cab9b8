import type { FaultCode, ObjectsRule } from './rule.ts';

/** What the API server has against objects by themselves, as far as one rule tells it. */
export const faultsTold =
  (id: FaultCode): ObjectsRule['check'] =>
  ({ faults }) =>
    faults.filter(({ code }) => code === id);
