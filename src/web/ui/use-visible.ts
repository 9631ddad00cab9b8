import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What is drawn of a picture: from and until which height, in its own pixels. */
export interface Visible {
  readonly from: number;
  readonly until: number;
}

const all: Visible = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
/** Pixels of the screen by which what is drawn moves at once. */
const step = 200;

/** The part of a picture that can be seen, with half a screen around it; all of it where it is small, and on paper. */
export function useVisible(frame: RefObject<HTMLElement | null>, scale: number, isLarge: boolean): Visible {
  const [seen, see] = useState({ index: 0, height: 800 });
  const [isPrinted, print] = useState(false);
  useEffect(() => {
    const { current } = frame;
    if (!current || !isLarge) return;
    const look = () =>
      see((before) => {
        const index = Math.floor(current.scrollTop / step);
        const height = current.clientHeight || before.height;
        return index === before.index && height === before.height ? before : { index, height };
      });
    const paper = matchMedia('print');
    const turn = () => print(paper.matches);
    look();
    turn();
    current.addEventListener('scroll', look, { passive: true });
    paper.addEventListener('change', turn);
    return () => {
      current.removeEventListener('scroll', look);
      paper.removeEventListener('change', turn);
    };
  }, [isLarge, frame]);
  if (!isLarge || isPrinted) return all;
  const [top, margin] = [seen.index * step, seen.height / 2];
  return { from: (top - margin) / scale, until: (top + step + seen.height + margin) / scale };
}
