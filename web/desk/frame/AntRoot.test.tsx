import { render, screen } from '@testing-library/react';
import { Button } from 'antd';
import { expect, it } from 'vitest';
import { AntRoot } from './AntRoot';

const save = (busy: boolean) => (
  <AntRoot>
    <Button loading={busy}>保存</Button>
  </AntRoot>
);

it('a button that was refused at once is called by its own name again', () => {
  const { rerender } = render(save(false));
  rerender(save(true));
  rerender(save(false));
  expect(screen.getByRole('button').querySelector('[role=img], [aria-label]')).toBeNull();
  expect(screen.getByRole('button').textContent).toBe('保存');
});
