import { describe, expect, it } from 'vitest';
import type { Message } from '../api';
import { alarmed, putAway, QUIET } from './alarms';

const message = (patch: Partial<Message> = {}) =>
  ({ id: 'a', version: 1, urgency: 'urgent', state: 'taken', matter: '救命', ...patch }) as Message;

describe('urgent messages', () => {
  it('are shown to everybody until somebody knows of them', () => {
    const one = alarmed(QUIET, message());
    expect([one.fresh, one.state.open.length]).toEqual([true, 1]);
    expect(alarmed(one.state, message()).fresh).toBe(false);
    expect(alarmed(one.state, message({ version: 2, matter: '救命 快' })).fresh).toBe(true);
    expect(alarmed(one.state, message({ version: 2, state: 'told' })).state.open).toEqual([]);
    expect(alarmed(QUIET, message({ urgency: 'normal' })).state).toBe(QUIET);
  });
  it('stay away once put away, until there is more of them', () => {
    const away = putAway(alarmed(QUIET, message()).state, message());
    expect(away.open).toEqual([]);
    expect(alarmed(away, message()).state.open).toEqual([]);
    expect(alarmed(away, message({ version: 2 })).state.open).toHaveLength(1);
  });
});
