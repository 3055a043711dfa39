import { describe, expect, it } from 'vitest';
import { chooseDraft } from './drafts';
import { insertMention, mentionAt, mentioned } from './mention';

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
  it('starts empty', () => {
    expect(chooseDraft(null, null)).toEqual({ kind: 'reply', text: '' });
  });
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
