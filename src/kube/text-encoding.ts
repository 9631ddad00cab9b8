import { isUtf8 } from 'node:buffer';

/** Why bytes are no text that YAML tools read, and where; line and column are 1-based. */
export interface EncodingProblem {
  readonly message: string;
  readonly hint: string;
  readonly line: number;
  readonly column: number;
  /** The line, as far as it can be read. */
  readonly text: string;
}

/** What makes bytes unfit as UTF-8 text: UTF-16, a NUL, an invalid sequence. Undefined for sound text. */
export function encodingProblem(bytes: Uint8Array): EncodingProblem | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { message: 'the file is UTF-16', line: 1, column: 1, text: '', hint: 'save it as UTF-8' };
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    const message = `byte ${zero} is NUL: this is not a text file`;
    return { ...placeOf(bytes, zero), message, hint: 'is this the right file?' };
  }
  if (isUtf8(bytes)) return undefined;
  const offset = firstInvalidByte(bytes);
  return {
    ...placeOf(bytes, offset),
    message: `byte ${offset} (0x${bytes[offset]!.toString(16).padStart(2, '0')}) is not UTF-8`,
    hint: 'save the file as UTF-8; often it was written as Latin-1 or Windows-1252',
  };
}

/** Offset of the first byte that begins no UTF-8 character: the longest valid prefix, found by halving. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  const decodes = (length: number) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (decodes(middle)) valid = middle;
    else invalid = middle;
  }
  // A prefix may end inside a character that only its next byte breaks: step back to where that character began.
  while (!isUtf8(bytes.subarray(0, valid))) valid--;
  return valid;
}

function placeOf(bytes: Uint8Array, offset: number): Pick<EncodingProblem, 'line' | 'column' | 'text'> {
  const start = offset === 0 ? 0 : bytes.lastIndexOf(10, offset - 1) + 1;
  const end = bytes.indexOf(10, offset);
  let line = 1;
  for (let i = 0; i < start; i++) if (bytes[i] === 10) line++;
  const decoder = new TextDecoder('utf-8');
  const column = decoder.decode(bytes.subarray(start, offset)).length + 1;
  return { line, column, text: decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end)) };
}
