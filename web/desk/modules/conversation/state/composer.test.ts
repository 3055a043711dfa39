import { describe, expect, it } from 'vitest';
import {
  agreed,
  chooseDraft,
  dropDrafts,
  followed,
  heardDraft,
  keepDraft,
  keptDraft,
  laidAside,
  layAside,
  unsavedDrafts,
} from './drafts';
import { insertMention, mentionAt, mentioned, whispered } from './mention';

describe('chooseDraft', () => {
  it('prefers local words the server has not seen', () => {
    expect(chooseDraft({ kind: 'reply', text: '本地', synced: false }, { kind: 'reply', text: '旧' }).text).toBe(
      '本地',
    );
  });
  it('prefers the server once both agreed, for another browser may have gone on', () => {
    expect(chooseDraft({ kind: 'reply', text: '本地', synced: true }, { kind: 'note', text: '新' })).toEqual({
      kind: 'note',
      text: '新',
    });
  });
  it('answers the customer once the note is out', () => {
    expect(chooseDraft({ kind: 'note', text: '', synced: false }, null).kind).toBe('reply');
    expect(chooseDraft(null, { kind: 'note', text: '' }).kind).toBe('reply');
    expect(chooseDraft(null, { kind: 'note', text: '记一下' }).kind).toBe('note');
  });
  it('starts empty', () => {
    expect(chooseDraft(null, null)).toEqual({ kind: 'reply', text: '' });
  });
});

describe('a draft in two tabs', () => {
  const store = (text: string) => JSON.stringify({ kind: 'reply', text, synced: false });
  const heard = (was: string | null, now: string) =>
    heardDraft('s1', { key: 'tx.draft.s1.c1', oldValue: was === null ? null : store(was), newValue: store(now) });

  it('goes when it was sent in the other', () => {
    const sent = heard('今天发货', '');
    expect(sent).toEqual({ id: 'c1', was: '今天发货', now: { kind: 'reply', text: '' } });
    expect(sent && followed({ kind: 'reply', text: '今天发货' }, sent).text).toBe('');
  });
  it('grows along, from the first letter on', () => {
    const more = heard('今', '今天');
    expect(more && followed({ kind: 'reply', text: '今' }, more).text).toBe('今天');
    const first = heard(null, '今');
    expect(first && followed({ kind: 'reply', text: '' }, first).text).toBe('今');
  });
  it('leaves other words that are being written here', () => {
    const sent = heard('今天发货', '');
    expect(sent && followed({ kind: 'reply', text: '别的话' }, sent).text).toBe('别的话');
  });
  it("is not another person's, and stays when it was only saved", () => {
    expect(heardDraft('s2', { key: 'tx.draft.s1.c1', oldValue: null, newValue: store('x') })).toBeNull();
    expect(heardDraft('s1', { key: 'tx.draft.s1.c1', oldValue: store('x'), newValue: null })).toBeNull();
    expect(heardDraft('s1', { key: 'tx.theme', oldValue: null, newValue: 'dark' })).toBeNull();
  });
});

it('goes along with what another browser did to it, and keeps what was typed since', () => {
  const shown = { kind: 'reply', text: '今天发货' } as const;
  expect(agreed(shown, '今天发货', null)).toEqual({ kind: 'reply', text: '' });
  expect(agreed(shown, '今天发货', { kind: 'note', text: '今天发货，单号' }).text).toBe('今天发货，单号');
  expect(agreed(shown, '今天', null)).toBe(shown);
});

it('keeps in the browser only what the server does not hold, and nothing after leaving', () => {
  localStorage.clear();
  keepDraft('s1', 'c1', { kind: 'reply', text: '还没存', synced: false });
  keepDraft('s1', 'c2', { kind: 'note', text: '存好了', synced: false });
  keepDraft('s1', 'c2', { kind: 'note', text: '存好了', synced: true });
  keepDraft('s2', 'c1', { kind: 'reply', text: '别人的', synced: false });
  localStorage.setItem('tx.theme', 'dark');
  expect(unsavedDrafts('s1')).toEqual([{ id: 'c1', draft: { kind: 'reply', text: '还没存' } }]);
  expect(keptDraft('s1', 'c2')).toBeNull();
  layAside('s1', 'c1', '先别答应');
  expect([laidAside('s1', 'c1'), laidAside('s2', 'c1'), laidAside('s1', 'c2')]).toEqual(['先别答应', '', '']);
  expect(unsavedDrafts('s1')).toHaveLength(1);
  dropDrafts();
  expect(Object.keys(localStorage)).toEqual(['tx.theme']);
});

describe('mentionAt', () => {
  it.each([
    ['@小', 2, { from: 0, query: '小' }],
    ['请@小陈', 4, { from: 1, query: '小陈' }],
    ['@', 1, { from: 0, query: '' }],
    ['@小陈 好', 5, null],
    ['a@b', 3, null],
    ['没有', 2, null],
  ])('%s', (text, caret, want) => {
    expect(mentionAt(text, caret)).toEqual(want);
  });
});

it('inserts a name with a space after it', () => {
  expect(insertMention('请@小看', 1, 3, '小陈')).toEqual({ text: '请@小陈 看', caret: 5 });
});

it('mentions only those still in the text, once', () => {
  const picked = [
    { staff_id: '1', name: '小陈' },
    { staff_id: '1', name: '小陈' },
    { staff_id: '2', name: '小林' },
  ];
  expect(mentioned('@小陈 请看', picked)).toEqual([{ staff_id: '1', name: '小陈' }]);
});

it('mentions the longer of two names that begin alike, and of two the same the one picked last', () => {
  const ming = { staff_id: '1', name: '李明' };
  const hua = { staff_id: '2', name: '李明华' };
  const other = { staff_id: '3', name: '李明' };
  expect(mentioned('请 @李明华 看一下', [ming, hua])).toEqual([hua]);
  expect(mentioned('@李明 @李明华 看一下', [hua, ming])).toEqual([hua, ming]);
  expect(mentioned('@李明看一下', [ming, other])).toEqual([other]);
  expect(mentioned('@李明 @李明 看一下', [ming, other])).toEqual([ming, other]);
});

it('knows a quiet word from a note that calls somebody', () => {
  const lin = [{ staff_id: '1', name: '林小满' }];
  expect(whispered('先道歉', lin)).toBe(true);
  expect(whispered('@林小满 看一下', lin)).toBe(false);
  expect(whispered('先道歉', [])).toBe(false);
});
