import { useEffect, useRef, useState } from 'preact/hooks';

/** Below this nothing can be read: the picture is scrolled instead. */
const smallest = 0.85;
/** Beyond this it is only larger. */
const largest = 1.25;
const step = 1.25;

/** How large a picture is shown, and what makes it larger and smaller. */
export function useZoom(width: number) {
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const [chosen, choose] = useState<number | undefined>(undefined);
  useEffect(() => {
    const { current } = frame;
    if (!current) return;
    const observer = new ResizeObserver(() => setRoom(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const fitting = room === 0 ? 1 : Math.min(largest, Math.max(smallest, room / width));
  const scale = chosen ?? fitting;
  return {
    frame,
    scale,
    /** As wide as there is room, as far as it can be read. */
    fit: () => choose(undefined),
    larger: () => choose(Math.min(4, scale * step)),
    smaller: () => choose(Math.max(0.2, scale / step)),
    /** All of it at once, however small. */
    whole: () => choose(Math.min(1, room / width)),
  };
}
