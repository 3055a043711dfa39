import { useEffect, useState } from 'react';
import { serverNow } from '../../../../lib/time/time';

/** The time, each second, while it is looked at. */
export function useSeconds(on: boolean): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!on) return;
    setNow(serverNow());
    const timer = setInterval(() => setNow(serverNow()), 1_000);
    return () => clearInterval(timer);
  }, [on]);
  return now;
}
