import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Closes an open list when people click elsewhere. */
export function useDismissal(isOpen: boolean, box: RefObject<HTMLElement | null>, onDismiss: () => void) {
  const dismiss = useRef(onDismiss);
  dismiss.current = onDismiss;
  useEffect(() => {
    if (!isOpen) return;
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) dismiss.current();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [isOpen, box]);
}

/** Scrolls an opened list into sight. */
export function useInSight(isOpen: boolean, box: RefObject<HTMLElement | null>) {
  useEffect(() => {
    // In some browsers this returns a promise, which React would take for a way to clean up.
    if (isOpen) box.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, box]);
}

/** Pixels between an opened list and the edge. */
const MARGIN = 8;

/** Moves an opened list sideways so far that nobody has to scroll sideways for it. */
export function useInside(isOpen: boolean, box: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    const element = box.current;
    const area = element && scrollAreaOf(element);
    if (!isOpen || !area) return;
    const { left, right } = element.getBoundingClientRect();
    const start = area.getBoundingClientRect().left + area.clientLeft;
    const tooFar = Math.max(0, right - (start + area.clientWidth - MARGIN));
    const room = Math.max(0, left - (start + MARGIN));
    element.style.left = `${element.offsetLeft - Math.min(tooFar, room)}px`;
  }, [isOpen, box]);
}

function scrollAreaOf(element: HTMLElement): HTMLElement {
  const { parentElement } = element;
  if (!parentElement) return element;
  return getComputedStyle(parentElement).overflowX === 'visible'
    ? scrollAreaOf(parentElement)
    : parentElement;
}
