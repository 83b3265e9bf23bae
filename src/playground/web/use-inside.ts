import { type RefObject, useLayoutEffect } from 'react';

/** Left free between what opens and the edge. */
const MARGIN = 8;

/** What opens is moved sideways so far that nothing has to scroll sideways for it. */
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
