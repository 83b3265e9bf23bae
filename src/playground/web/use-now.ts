import { useEffect, useMemo, useState } from 'react';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** The time in the workspace, to the minute, going on from what it last said. */
export function useNow(told: number | undefined): number {
  const ahead = useMemo(() => (told === undefined ? 0 : told - Date.now()), [told]);
  const now = toMinute(Date.now() + ahead);
  const [, setMinute] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setMinute(toMinute(Date.now() + ahead)), SECOND_MS);
    return () => clearInterval(timer);
  }, [ahead]);
  return now;
}

const toMinute = (instant: number) => instant - (instant % MINUTE_MS);
