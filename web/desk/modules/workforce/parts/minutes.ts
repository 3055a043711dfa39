/** Whole minutes from one moment to another, never below zero. */
export function minutesBetween(from: string | number, to: string | number): number {
  const at = (moment: string | number) => (typeof moment === 'number' ? moment : Date.parse(moment));
  return Math.max(0, Math.floor((at(to) - at(from)) / 60_000)) || 0;
}

/** Minutes after midnight as a clock shows them. */
export function clockOf(minutes: number): string {
  const day = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(day / 60)).padStart(2, '0')}:${String(day % 60).padStart(2, '0')}`;
}

/** "08:30" as minutes after midnight; -1 for what is no time. */
export function minutesOf(text: string): number {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  const minutes = found ? Number(found[1]) * 60 + Number(found[2]) : -1;
  return minutes >= 0 && minutes < 1440 && Number(found?.[2]) < 60 ? minutes : -1;
}

/** The days of the week that a day is in, Monday first, as YYYY-MM-DD. */
export function weekOf(date: string): string[] {
  const at = new Date(`${date}T00:00:00Z`);
  const monday = at.getTime() - ((at.getUTCDay() + 6) % 7) * 86_400_000;
  return Array.from({ length: 7 }, (_, day) => new Date(monday + day * 86_400_000).toISOString().slice(0, 10));
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
