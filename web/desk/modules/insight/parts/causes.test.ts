import { expect, it } from 'vitest';
import { added, begin, type Cause, faults, moved, rebased, toRows } from './causes';

const row = (key: string, word: string, more: Partial<Cause> = {}): Cause => ({
  key,
  word,
  name: '',
  own: false,
  active: true,
  ...more,
});
const rows = [
  row('many', '同时接太多'),
  row('lookup', '翻资料', { name: '翻资料' }),
  row('x1', '等仓库', { name: '等仓库', own: true }),
];

it('leaves a usual word to the language of each reader, and names what was written', () => {
  expect(toRows(begin(rows))).toEqual([
    { key: 'many', name: '', active: true },
    { key: 'lookup', name: '翻资料', active: true },
    { key: 'x1', name: '等仓库', active: true },
  ]);
  const [many, lookup, own] = begin(rows);
  if (!many || !lookup || !own) throw new Error('three came');
  expect(
    toRows([
      { ...many, text: ' 忙不过来 ' },
      { ...lookup, text: '' },
      { ...own, active: false },
      { ...added('n'), text: '停电' },
    ]),
  ).toEqual([
    { key: 'many', name: '忙不过来', active: true },
    { key: 'lookup', name: '', active: true },
    { key: 'x1', name: '等仓库', active: false },
    { key: '', name: '停电', active: true },
  ]);
});

it('moves by a place and not over the ends', () => {
  const keys = (list: { key: string }[]) => list.map(({ key }) => key).join(' ');
  const drafts = begin(rows);
  expect(keys(moved(drafts, 1, -1))).toBe('lookup many x1');
  expect(keys(moved(drafts, 1, 1))).toBe('many x1 lookup');
  expect(keys(moved(drafts, 0, -1))).toBe('many lookup x1');
  expect(keys(moved(drafts, 2, 1))).toBe('many lookup x1');
});

it('names what cannot be kept', () => {
  const drafts = begin(rows);
  expect(faults(drafts)).toEqual({});
  expect(faults([...drafts, added('n')])).toEqual({ n: 'needWord' });
  expect(faults([...drafts, { ...added('n'), text: ' 等仓库 ' }])).toEqual({ n: 'twice' });
  expect(faults(drafts.map((draft) => ({ ...draft, text: '' })))).toEqual({ x1: 'needWord' });
});

it('makes no second one of what was kept unheard', () => {
  const drafts = [...begin(rows), { ...added('n'), text: '停电' }];
  const theirs = [...rows, row('x2', '停电', { name: '停电', own: true })];
  expect(rebased(drafts, theirs).map(({ key }) => key)).toEqual(['many', 'lookup', 'x1', 'x2']);
  expect(rebased(drafts, rows).map(({ key }) => key)).toEqual(['many', 'lookup', 'x1', '']);
});
