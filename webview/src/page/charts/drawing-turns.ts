/**
 * Drawings take turns: all charts at once would hold up the page for longer than a frame. Each frame draws as many as fit
 * into a part of it, the one that has waited longest first; what nobody sees is drawn seldom.
 */

/** Of the 16.7 ms between two frames, so many go to charts; the last one begun is finished. */
const FRAME_MILLISECONDS = 5;
/** A chart changes this often while somebody sees it, and this often while it is out of sight. */
const SEEN_MILLISECONDS = 200;
const UNSEEN_MILLISECONDS = 2000;
/** What takes long to draw is drawn less often: it rests for so many times as long as it took, but not for ever. */
const REST = 5;
const MOST_REST_MILLISECONDS = 400;

/** A drawing's place among the others. */
export interface DrawingTurn {
  /** The drawing is out of date: it is drawn when its turn comes. */
  request(): void;
  /** Draws at once what is out of date, for whoever needs the drawing as it is. */
  now(): void;
}

interface Turn {
  readonly draw: () => boolean;
  seen: boolean;
  /** Not to be drawn before, as `performance.now()` tells the time. */
  due: number;
}

const waiting = new Set<Turn>();
const turns = new WeakMap<Element, Turn>();
let timer: ReturnType<typeof setTimeout> | null = null;
let frame: number | null = null;

const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const turn = turns.get(target);
    if (!turn) continue;
    turn.seen = isIntersecting;
    if (isIntersecting) turn.due = Math.min(turn.due, performance.now());
  }
  schedule();
});

/** @param draw draws what `element` shows as it is to be now; false where there is nothing to be seen yet */
export function drawingTurn(element: HTMLElement, draw: () => boolean): DrawingTurn {
  const turn: Turn = { draw, seen: true, due: 0 };
  turns.set(element, turn);
  sight.observe(element);
  return {
    request: () => {
      waiting.add(turn);
      schedule();
    },
    now: () => {
      if (waiting.has(turn)) take(turn);
    },
  };
}

function schedule(): void {
  if (frame !== null || waiting.size === 0) return;
  if (timer !== null) clearTimeout(timer);
  timer = null;
  const wait = Math.min(...[...waiting].map(({ due }) => due)) - performance.now();
  if (wait > 0) timer = setTimeout(beginFrame, wait);
  else beginFrame();
}

function beginFrame(): void {
  timer = null;
  frame ??= requestAnimationFrame(drawSome);
}

function drawSome(): void {
  frame = null;
  const begin = performance.now();
  const ready = [...waiting].filter(({ due }) => due <= begin).sort((a, b) => a.due - b.due);
  for (const turn of ready) {
    take(turn);
    if (performance.now() - begin >= FRAME_MILLISECONDS) break;
  }
  schedule();
}

function take(turn: Turn): void {
  waiting.delete(turn);
  const begin = performance.now();
  if (!turn.draw()) {
    // What comes first to be seen is waited for, and comes in the order of the page.
    turn.due = 0;
    return;
  }
  const end = performance.now();
  const rest = Math.min((end - begin) * REST, MOST_REST_MILLISECONDS);
  turn.due = end + Math.max(turn.seen ? SEEN_MILLISECONDS : UNSEEN_MILLISECONDS, rest);
}
