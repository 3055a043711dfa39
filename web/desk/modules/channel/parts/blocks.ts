import { serverNow } from '../../../../lib/time/time';

/** For how many days, as people choose it. */
export const SPANS = ['1', '7', '30', '365'] as const;
export type Span = (typeof SPANS)[number];

const DAY_MS = 86_400_000;

/** When a block that begins now ends. */
export const endOf = (span: Span, now = serverNow()) => new Date(now + Number(span) * DAY_MS).toISOString();
