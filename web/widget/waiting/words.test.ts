import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Conversation, Standing } from '../protocol';
import { unmanned } from '../queue';
import { callable, type FormValues, missing, reachable } from './check';
import { PART_TEXTS, partTranslator } from './texts';
import { openingLabel, type Reader, toWords } from './words';

/** Saturday, 22 November 2025, 20:00 where the test runs. */
const NOW = new Date(2025, 10, 22, 20, 0);
const reader: Reader = { t: partTranslator('zh-CN'), language: 'zh-CN', now: NOW.getTime() };

function standing(more: Partial<Standing> = {}): Standing {
  return {
    place: 3,
    wait_seconds: 170,
    open: true,
    next_opening: null,
    staffed: true,
    asked: false,
    may_leave_message: false,
    callback: false,
    ...more,
  };
}

function open(queue: Standing | null): Conversation {
  return { id: 'c', state: 'open', owner_name: '', queue };
}

const said = (more: Partial<Standing>) => toWords(open(standing(more)), null, reader)?.text;

describe('words about waiting', () => {
  it('tell the place and an estimate, which is a number only where one is known', () => {
    expect(said({})).toBe('前面还有 2 位，预计约 3 分钟。');
    expect(said({ wait_seconds: 0 })).toBe('前面还有 2 位，预计约 1 分钟。');
    expect(said({ wait_seconds: null })).toBe('前面还有 2 位，会按顺序接待您。');
    expect(said({ place: 1 })).toBe('您排在第一位，预计约 3 分钟。');
    expect(said({ place: 1, wait_seconds: null })).toBe('您排在第一位，同事一有空就接待您。');
    expect(said({ place: 0 })).toBe('正在为您安排客服。');
  });

  it('promise no time where none is known, and say that everybody is busy where nobody takes', () => {
    const none = { wait_seconds: null, may_leave_message: true };
    expect(said(none)).toBe('现在同事都在忙，前面还有 2 位，会按顺序接待您。');
    expect(said({ ...none, place: 1 })).toBe('现在同事都在忙，下一位就是您。');
    const busy = (more: Partial<Standing>) => toWords(open(standing(more)), null, reader)?.busy;
    expect([busy(none), busy({ may_leave_message: true }), busy({ wait_seconds: null })]).toEqual([true, false, false]);
  });

  it('say that it is their turn while a colleague is asked for them, and no longer', () => {
    const none = { wait_seconds: null, may_leave_message: true, place: 1 };
    expect(said({ asked: true, place: 1 })).toBe('马上就到您。');
    expect(said({ asked: true, place: 2 })).toBe('马上就到您。');
    expect(said({ ...none, asked: true })).toBe('马上就到您。');
    expect(said(none)).toBe('现在同事都在忙，下一位就是您。');
    const key = (asked: boolean) => toWords(open(standing({ asked })), null, reader)?.key;
    expect(key(true)).not.toBe(key(false));
  });

  it('show what was left until it is answered, open or closed', () => {
    const left = { contact: '138****1234', matter: '请回电', calls: true };
    const ended: Conversation = { id: 'c', state: 'closed', owner_name: '' };
    const agreed = '我们已记下您的电话 138****1234 和“请回电”，会打给您。';
    for (const talk of [null, ended]) {
      expect(toWords(talk, standing({ left }), reader)).toMatchObject({ text: agreed, again: true, waits: false });
      expect(toWords(talk, standing({ left, staffed: false }), reader)?.text).toBe(agreed);
      expect(toWords(talk, standing({ left, open: false }), reader)?.text).toBe(`现在是休息时间。${agreed}`);
    }
    const mail = { ...left, contact: 'li****@example.com', calls: false };
    expect(toWords(null, standing({ left: mail }), reader)?.text).toBe(
      '我们已记下您的留言“请回电”，会通过 li****@example.com 回复您。',
    );
    expect(toWords(null, standing({ left: null }), reader)).toBeNull();
    expect(toWords(open(standing({ left })), null, reader)).toMatchObject({ again: false });
  });

  it('count one person as one in English', () => {
    const english = { ...reader, t: partTranslator('en'), language: 'en' as const };
    expect(toWords(open(standing({ place: 2 })), null, english)?.text).toBe('1 person ahead of you, about 3 min.');
  });

  it('are told aloud anew for another place, not for another estimate', () => {
    const key = (more: Partial<Standing>) => toWords(open(standing(more)), null, reader)?.key;
    expect(key({ wait_seconds: 60 })).toBe(key({ wait_seconds: 300 }));
    expect(key({ place: 2 })).not.toBe(key({ place: 3 }));
    expect(key({ wait_seconds: null, may_leave_message: true })).not.toBe(key({ wait_seconds: null }));
  });

  it('say nothing to who is served, and nothing before the first word while somebody is there', () => {
    expect(toWords(open(null), standing({ open: false }), reader)).toBeNull();
    expect(toWords(null, standing(), reader)).toBeNull();
    expect(toWords(null, null, reader)).toBeNull();
  });

  it('say when we open, before the first word and after a conversation too', () => {
    const closed = standing({
      open: false,
      may_leave_message: true,
      next_opening: new Date(2025, 10, 23, 9).toISOString(),
    });
    const text = '现在是休息时间，我们明天 9:00 上班。您可以先留言，我们会尽快联系您。';
    expect(toWords(null, closed, reader)).toMatchObject({ text, waits: false, mayLeaveNote: true });
    expect(toWords({ id: 'c', state: 'closed', owner_name: '' }, closed, reader)?.text).toBe(text);
    expect(toWords(open(closed), null, reader)?.text).toContain('您的消息我们已收到');
    expect(toWords(null, standing({ staffed: false }), reader)?.text).toContain('同事们暂时都不在');
  });

  it('name the day of the opening as the visitor would', () => {
    const label = (...at: [number, number, number, number]) => openingLabel(new Date(...at).toISOString(), reader);
    expect(label(2025, 10, 22, 22)).toBe('今天 22:00');
    expect(label(2025, 10, 23, 9)).toBe('明天 9:00');
    expect(label(2025, 10, 24, 9)).toBe('11月24日周一 9:00');
    expect(openingLabel(null, reader)).toBe('');
  });
});

describe('the head of the window', () => {
  it('knows that nobody is there wherever the words below it say so', () => {
    for (const away of [{ staffed: false }, { open: false }, { open: false, staffed: false }]) {
      expect(unmanned(null, standing(away))).toBe(true);
      expect(unmanned(open(standing(away)), null)).toBe(true);
      expect(unmanned(open(standing(away)), standing())).toBe(true);
    }
    expect(unmanned(null, standing())).toBe(false);
    expect(unmanned(open(standing()), standing({ staffed: false }))).toBe(false);
    expect(unmanned(null, null)).toBe(false);
  });
});

describe('texts of the part', () => {
  const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  it.each(Object.entries(PART_TEXTS))('%s has every text, with the same values', (_, texts) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(PART_TEXTS['zh-CN']).sort());
    for (const [key, text] of Object.entries(PART_TEXTS['zh-CN'])) {
      expect(holes(texts[key as keyof typeof texts]), key).toEqual(holes(text));
    }
  });

  it('addresses the visitor as 您 and keeps Taiwan words apart', () => {
    for (const language of ['zh-CN', 'zh-TW'] as const) {
      for (const text of Object.values(PART_TEXTS[language])) expect(text).not.toMatch(/你/);
    }
    for (const text of Object.values(PART_TEXTS['zh-TW'])) expect(text).not.toMatch(/[网络务发这会显]|信息|消息/);
  });
});

describe('form for a message', () => {
  const values = (more: Partial<FormValues>): FormValues => ({
    name: '李',
    contact: '13800138000',
    matter: '请回电',
    urgent: false,
    key: '',
    ...more,
  });
  it('asks for what nobody could call back without', () => {
    expect(missing(values({}), false)).toEqual({});
    expect(missing(values({ contact: 'li@example.com' }), false)).toEqual({});
    expect(missing(values({ contact: '12', name: ' ' }), false)).toEqual({ contact: 'odd_contact', name: 'need_name' });
    expect(missing(values({ contact: '1381' }), true, '1381')).toEqual({});
    expect(missing(values({ contact: '1382' }), true, '1381')).toEqual({ contact: 'odd_contact' });
    expect(missing(values({ contact: ' ' }), true, '')).toEqual({ contact: 'need_phone' });
    expect(missing(values({ contact: '', matter: '\n' }), false)).toEqual({
      contact: 'need_contact',
      matter: 'need_matter',
    });
  });
  const table: [string, boolean, boolean][] = JSON.parse(
    readFileSync('../internal/kit/check/testdata/contacts.json', 'utf8'),
  );
  it.each(table)('takes “%s” as the server does', (contact, reaches, calls) => {
    expect([reachable(contact), callable(contact)]).toEqual([reaches, calls]);
    const blank = contact.trim() === '';
    expect(missing(values({ contact }), true).contact).toBe(calls ? undefined : blank ? 'need_phone' : 'odd_contact');
    const odd = blank ? 'need_contact' : 'odd_contact';
    expect(missing(values({ contact }), false).contact).toBe(reaches ? undefined : odd);
  });
});
