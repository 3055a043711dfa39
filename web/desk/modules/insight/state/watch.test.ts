import { expect, it, vi } from 'vitest';
import { freezes, outages } from './watch';

it('tells how long the line was down, once it is back', () => {
  const tell = vi.fn();
  const see = outages(tell);
  see('connecting', 0); // the first connection is no outage
  see('open', 5_000);
  see('waiting', 10_000);
  see('connecting', 12_000);
  see('waiting', 13_000);
  expect(tell).not.toHaveBeenCalled();
  see('open', 40_000);
  expect(tell.mock.calls).toEqual([['outage', 10_000, 40_000]]);
  see('waiting', 50_000);
  see('open', 51_000); // a blink
  see('waiting', 60_000);
  see('replaced', 61_000);
  see('connecting', 90_000);
  see('open', 95_000); // another window answered meanwhile
  expect(tell).toHaveBeenCalledTimes(1);
});

it('takes a stop in sight for a freeze, and neither throttling nor sleep', () => {
  const tell = vi.fn();
  const tick = freezes(tell);
  tick(1_000, true);
  tick(1_500, true);
  tick(3_900, true); // slow, but not stuck
  tick(10_000, true);
  expect(tell.mock.calls).toEqual([['freeze', 3_900, 10_000]]);
  tick(10_500, false);
  tick(70_000, false);
  tick(90_000, true); // back in sight
  tick(90_500, true);
  tick(90_500 + 3_600_000, true); // slept
  expect(tell).toHaveBeenCalledTimes(1);
});
