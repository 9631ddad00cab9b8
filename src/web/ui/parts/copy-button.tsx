import { useState } from 'preact/hooks';
import { texts } from '../texts.ts';

/** Puts a text into the clipboard, and says so. */
export function CopyButton({ text, label = texts.copy }: { readonly text: string; readonly label?: string }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => copyByHand(text));
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return (
    <button type="button" class="copy" onClick={copy} title={text}>
      <span aria-live="polite">{isDone ? texts.copied : label}</span>
    </button>
  );
}

/** Where the clipboard is not given to pages, as in files. */
function copyByHand(text: string): void {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
