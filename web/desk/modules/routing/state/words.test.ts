import { describe, expect, it, vi } from 'vitest';
import { translate } from '../../../../lib/i18n/i18n';
import { minutesBetween } from '../../workforce/parts/minutes';
import type { WallAgent } from '../api';
import en from '../i18n/en.json';
import zh from '../i18n/zh-CN.json';
import { throttled } from './live';
import {
  about,
  breakWord,
  byState,
  dialled,
  lossWord,
  offered,
  overdue,
  presenceWord,
  replyBy,
  spanWords,
  split,
  taking,
  unanswered,
  watch,
} from './words';

const t = (key: string, values = {}) => translate(zh, key, values, new Intl.PluralRules('zh'));
const e = (key: string, values = {}) => translate(en, key, values, new Intl.PluralRules('en'));
const NOW = Date.parse('2026-11-22T06:00:00Z');
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

const agent = (name: string, state: string, more: Partial<WallAgent> = {}): WallAgent => ({
  staff_id: name,
  name,
  unit: '',
  unit_id: '',
  queues: [],
  watches: false,
  state,
  since: null,
  break_kind: '',
  until: null,
  reason: '',
  load: 0,
  places: 5,
  ...more,
});

describe('spans', () => {
  it.each([
    [0, '0 秒'],
    [45, '45 秒'],
    [60, '1 分'],
    [90, '1 分 30 秒'],
    [3600, '1 小时'],
    [3725, '1 小时 2 分 5 秒'],
    [-5, '0 秒'],
  ])('%d s is %s', (seconds, want) => expect(spanWords(t, seconds)).toBe(want));
  it('counts in English', () => {
    expect(spanWords(e, 90)).toBe('1 min 30 s');
    expect(watch(e, 86_400_000)).toBe('1 day 0 h');
  });
  it('gives back what was split', () => {
    for (const seconds of [0, 1, 59, 60, 61, 3599, 3600, 86_400]) {
      const { h, m, s } = split(seconds);
      expect(h * 3600 + m * 60 + s).toBe(seconds);
    }
  });
  it.each([
    [0, '0:00'],
    [59_999, '0:59'],
    [245_000, '4:05'],
    [3_729_000, '1:02:09'],
    [90_000_000, '1 天 1 小时'],
    [-1, '0:00'],
  ])('a watch at %d ms shows %s', (ms, want) => expect(watch(t, ms)).toBe(want));
  it('says about how long', () => {
    expect(about(t, 30_000)).toBe('0 分');
    expect(about(t, 59 * 60_000)).toBe('59 分');
    expect(about(t, 150 * 60_000)).toBe('2 小时');
    expect(about(t, 50 * 3_600_000)).toBe('2 天');
  });
});

describe('people', () => {
  it('count as online who take customers; who only looks on stands apart', () => {
    const all = [
      agent('甲', 'online', { watches: true }),
      agent('乙', 'online'),
      agent('丙', 'busy', { watches: true }),
    ];
    expect(taking(all)).toBe(1);
    expect(byState(all, NOW).map((group) => [group.state, group.agents.length])).toEqual([
      ['online', 1],
      ['watching', 1],
      ['busy', 1],
    ]);
  });
  it('stand by state, overrun breaks and the fullest first', () => {
    const groups = byState(
      [
        agent('甲', 'off'),
        agent('乙', 'online', { load: 1 }),
        agent('丙', 'break', { until: at(5) }),
        agent('丁', 'break', { until: at(-1) }),
        agent('戊', 'online', { load: 3 }),
      ],
      NOW,
    );
    expect(groups.map((group) => [group.state, group.agents.map((one) => one.name).join('')])).toEqual([
      ['online', '戊乙'],
      ['break', '丁丙'],
      ['off', '甲'],
    ]);
  });
  it.each([
    [agent('甲', 'online', { load: 2 }), '在线，手上 2 位'],
    [agent('甲', 'online', { load: 5 }), '在线，手上 5 位，满了'],
    [agent('甲', 'break', { break_kind: 'meal', until: at(20) }), '小休（用餐），预计 14:20 回来'],
    [agent('甲', 'break', { break_kind: 'meal' }), '用餐'],
    [agent('甲', 'away'), '离开'],
    [undefined, ''],
  ])('are spoken of on the phone', (one, want) => expect(presenceWord(t, one, () => '14:20')).toBe(want));
});

describe('messages', () => {
  it('are late while nobody has been told', () => {
    expect(overdue({ state: 'taken', tell_by: at(-1) }, NOW)).toBe(true);
    expect(overdue({ state: 'taken', tell_by: at(0) }, NOW)).toBe(false);
    expect(overdue({ state: 'told', tell_by: at(-1) }, NOW)).toBe(false);
  });
  it('are unanswered until replied', () => {
    expect(unanswered({ state: 'told', reply_by: at(-1) }, NOW)).toBe(true);
    expect(unanswered({ state: 'replied', reply_by: at(-1) }, NOW)).toBe(false);
    expect(unanswered({ state: 'taken', reply_by: null }, NOW)).toBe(false);
  });
  it('promise a time on the five minutes, and none when as soon as can be', () => {
    const morning = new Date(2026, 10, 22, 9, 2, 30).getTime();
    expect(replyBy('soon', morning)).toBeNull();
    expect(replyBy('half', morning)).toEqual(new Date(2026, 10, 22, 9, 35));
    expect(replyBy('hour', morning)).toEqual(new Date(2026, 10, 22, 10, 5));
    expect(replyBy('today', morning)).toEqual(new Date(2026, 10, 22, 18, 0));
    expect(replyBy('tomorrow', morning)).toEqual(new Date(2026, 10, 23, 10, 0));
  });
  it('do not promise an hour that is gone', () => {
    expect(offered(new Date(2026, 10, 22, 9, 0).getTime())).toContain('today');
    expect(offered(new Date(2026, 10, 22, 17, 30).getTime())).not.toContain('today');
  });
  it.each([
    ['138 0013 8000', 'tel:13800138000'],
    ['(021) 6123-4567', 'tel:02161234567'],
    ['+886 912 345 678', 'tel:+886912345678'],
    ['li@example.com', ''],
    ['微信 1380', ''],
  ])('%s dials %s', (contact, want) => expect(dialled(contact)).toBe(want));
});

describe('throttled', () => {
  it('acts at once, then once per second with the last call kept', () => {
    vi.useFakeTimers();
    const act = vi.fn();
    const limit = throttled(act, 1000);
    for (let n = 0; n < 5; n++) limit.run();
    expect(act).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(act).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5000);
    expect(act).toHaveBeenCalledTimes(2);
    limit.stop();
    vi.useRealTimers();
  });
});

describe('the word for who has lost a conversation', () => {
  const frame = {
    t: 'taken' as const,
    conversation_id: 'c',
    customer: '王女士',
    by: '赵经理',
    to_id: 'z',
    to: '赵经理',
    reason: '',
  };
  it('says who has it now, by whom and why', () => {
    expect(lossWord({ ...frame, reason: '我来' }, t)).toBe('赵经理 接管了王女士的会话：我来');
    expect(lossWord({ ...frame, to: '陈', to_id: 'c' }, t)).toBe('赵经理 把王女士的会话转给了 陈');
    expect(lossWord({ ...frame, to: '', to_id: '' }, t)).toBe('赵经理 把王女士的会话放回了排队');
    expect(lossWord({ ...frame, by: '', to: '', to_id: '' }, t)).toBe('你不再接待客户，王女士的会话回到排队');
    expect(lossWord(frame, e)).toBe('赵经理 took over your conversation with 王女士');
  });
});

describe('what is left of a break', () => {
  it('is rounded as its owner reads it, and never more than the break', () => {
    const on = (minutes: number) =>
      breakWord(agent('lin', 'break', { break_kind: 'washroom', until: at(minutes) }), t, NOW).text;
    const floored = (minutes: number) => t('span.minutes', { count: minutesBetween(NOW, at(minutes)) });
    // Ten minutes on a watch that lags, and on one that does not.
    for (const minutes of [10 + 5 / 60, 10, 9.99, 0.5]) expect(on(minutes)).toContain(floored(minutes));
    expect(breakWord(agent('lin', 'break', { break_kind: 'washroom', until: at(-2) }), t, NOW).over).toBe(true);
  });
});
