import { expect, it } from 'vitest';
import { drafted, startDrafted, useDrafted } from './drafted';
import { dropDrafts } from './drafts';

it('remembers for one person where words are half written, until they leave', () => {
  localStorage.clear();
  let stop = startDrafted('s1');
  drafted('c1', true);
  drafted('c2', true);
  drafted('c2', false);
  stop();
  expect(useDrafted.getState()).toEqual({});
  stop = startDrafted('s2');
  expect(useDrafted.getState()).toEqual({});
  stop();
  stop = startDrafted('s1');
  expect(useDrafted.getState()).toEqual({ c1: true });
  stop();
  dropDrafts();
  stop = startDrafted('s1');
  expect(useDrafted.getState()).toEqual({});
  stop();
});
