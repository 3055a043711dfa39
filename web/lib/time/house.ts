import { serverNow } from './time';

/** The day that it is where the house is, YYYY-MM-DD; a browser far off would name another. */
export function houseDay(zone: string | undefined, at = serverNow()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    at,
  );
}

/** When a day of the house began. */
export function dayStart(date: string, zone: string | undefined): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Once more from where that came out: a clock may have been put forward in between.
  return midnight - offset(midnight - offset(midnight, zone), zone);
}

/** What the zone's clock is ahead of UTC. */
export function offset(at: number, zone: string | undefined): number {
  const whole = Math.floor(at / 60_000) * 60_000;
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(whole);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute')) - whole;
}
