import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { useKey } from './useKey';

afterEach(cleanup);

it('is one key for one opening of a form', () => {
  const form = renderHook(({ opening }: { opening: unknown }) => useKey(opening), { initialProps: { opening: 'new' } });
  const first = form.result.current;
  form.rerender({ opening: 'new' });
  expect(form.result.current).toBe(first);
  form.rerender({ opening: null as unknown as string });
  form.rerender({ opening: 'new' });
  expect(form.result.current).not.toBe(first);
});
