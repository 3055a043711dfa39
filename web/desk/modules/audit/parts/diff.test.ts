import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Texts, translate } from '../../../../lib/i18n/i18n';
import { diff } from './diff';
import { index } from './names';
import { sayField, sayValue } from './say';

describe('diff', () => {
  it('lists what changed and nothing else', () => {
    expect(
      diff({ state: 'active', name: '陈', version: 1 }, { state: 'disabled', name: '陈', roles: ['a'], version: 2 }),
    ).toEqual([
      { path: ['state'], before: 'active', after: 'disabled' },
      { path: ['roles'], before: null, after: ['a'] },
    ]);
    expect(diff(null, null)).toEqual([]);
    expect(diff({ cover_id: '', labels: [], at: '0001-01-01T00:00:00Z' }, { cover_id: null })).toEqual([]);
  });

  it('gives each changed leaf of something nested its own line', () => {
    const rules = { offer_seconds: 20, overflow_seconds: 0 };
    expect(diff({ HoursID: 'h', Rules: rules }, { HoursID: 'h', Rules: { ...rules, overflow_seconds: 90 } })).toEqual([
      { path: ['rules', 'overflow_seconds'], before: 0, after: 90 },
    ]);
    expect(diff({ grade_seconds: { A: 120 } }, { grade_seconds: { A: 60 } })[0]?.path).toEqual(['grade_seconds', 'A']);
  });

  it('tells the entries of a list apart by what names them', () => {
    const meal = { kind: 'meal', max_minutes: 60, needs_cover: true };
    expect(diff([meal], [{ ...meal, max_minutes: 45 }])).toEqual([
      { path: ['meal', 'max_minutes'], before: 60, after: 45 },
    ]);
    const day = (date: string) => ({ date, kind: 'holiday', name: '国庆' });
    expect(diff(null, [day('2026-10-01'), day('2026-10-02')]).map((one) => one.path)).toContainEqual([
      '2026-10-02',
      'kind',
    ]);
    expect(diff({ week: { mon: [['09:00', '18:00']] } }, { week: { mon: [] } })).toEqual([
      { path: ['week', 'mon'], before: ['09:00–18:00'], after: null },
    ]);
    expect(diff(null, ['staff.read'])).toEqual([{ path: [], before: null, after: ['staff.read'] }]);
  });
});

describe('in words', () => {
  const texts = JSON.parse(readFileSync('desk/modules/audit/i18n/zh-CN.json', 'utf8')) as Texts;
  const t = (key: string, values = {}) => translate(texts, key, values);
  const CHEN = '006d0m14vdbzsj027mn29q3dzd';
  const names = index(
    [
      { id: CHEN, name: '陈安' },
      { id: 'shift-early', key: 'early', name: '' },
      { key: 'staff.read', name: '查看同事' },
    ],
    t,
  );
  const value = (action: string, path: string[], leaf: Parameters<typeof sayValue>[5]) =>
    sayValue(t, names, 'zh-CN', action, path, leaf);
  const said = (...given: Parameters<typeof value>) => value(...given).map((one) => one.text);

  it('says fields, also nested ones', () => {
    expect(sayField(t, names, 'routing.queue_changed', ['rules', 'overflow_seconds'])).toBe('规则 · 等多久才转');
    expect(sayField(t, names, 'role.changed', ['grants', 'staff.read'])).toBe('权限 · 查看同事');
    expect(sayField(t, names, 'permission.met', [])).toBe('新权限');
    expect(sayField(t, names, 'rota.changed', ['2026-10-01'])).toBe('2026-10-01');
  });

  it('says the same code by what it belongs to', () => {
    expect(said('staff.changed', ['state'], 'active')).toEqual(['在用']);
    expect(said('presence.set', ['state'], 'break')).toEqual(['小休']);
    expect(said('routing.transfer_asked', ['state'], 'pending')).toEqual(['等人接受']);
    expect(said('routing.message_told', ['state'], 'told')).toEqual(['已转告']);
    expect(said('unit.made', ['kind'], 'team')).toEqual(['班组']);
    expect(said('role.changed', ['grants', 'staff.read'], 'team')).toEqual(['本班组']);
  });

  it('says names, lists, spans and moments', () => {
    expect(said('rota.changed', ['2026-10-01'], ['shift-early'])).toEqual(['早班']);
    expect(said('routing.queue_changed', ['members'], [CHEN, 'x'])).toEqual(['陈安', 'x']);
    expect(said('routing.queue_changed', ['rules', 'target_seconds'], 200)).toEqual(['3 分 20 秒']);
    expect(said('routing.settings_changed', ['grade_seconds', 'A'], 120)).toEqual(['2 分']);
    expect(said('workforce.breaks_changed', ['meal', 'max_minutes'], 60)).toEqual(['1 小时']);
    expect(said('shift.changed', ['start_min'], 510)).toEqual(['08:30']);
    expect(said('staff.changed', ['totp_enabled'], false)).toEqual(['否']);
    expect(said('link.made', ['expires_at'], '2025-03-02T10:00:00Z')[0]).toMatch(/2025年3月2日 \d\d:00/);
    expect(said('routing.queue_made', ['offer'], null)).toEqual([]);
  });

  it('leaves what has no name as the code it is', () => {
    const gone = '01m80nnv7my2d4wvdrqxenb95d';
    expect(value('conversation.assigned', ['owner_id'], gone)).toEqual([{ text: gone, code: true }]);
    expect(value('customer.changed', ['note'], '喜欢蓝色')).toEqual([{ text: '喜欢蓝色', code: false }]);
  });
});
