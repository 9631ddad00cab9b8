import { type StatusBody, StatusError } from '../../status-error.ts';
import { badRequest, refusal } from '../api/refusals.ts';

/** What a client is told of an error: the Status it carries, or that of an internal error. Never a stack trace. */
export function statusOf(error: unknown): StatusBody {
  if (error instanceof StatusError) return error.status;
  if (error instanceof URIError) return refusal(400, 'BadRequest', 'the path is not well encoded').status;
  // What is nested too deeply to be walked: Go's decoders count, here the stack does.
  if (error instanceof RangeError && /call stack/.test(error.message)) return badRequest('exceeded max depth').status;
  const text = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`;
  return refusal(500, 'InternalError', text, { causes: [{ message: text }] }).status;
}
