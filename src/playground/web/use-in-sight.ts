import { type RefObject, useEffect } from 'react';

/** What opens is scrolled into sight. */
export function useInSight(isOpen: boolean, box: RefObject<HTMLElement | null>) {
  useEffect(() => {
    // In some browsers this returns a promise, which React would take for a way to clean up.
    if (isOpen) box.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, box]);
}
