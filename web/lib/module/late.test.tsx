import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { late } from './late';

const reload = vi.fn();
/** What the server answers to the question for its page; null when it cannot be reached. */
let page: string | null = '';

beforeEach(() => {
  reload.mockClear();
  page = '<script src="/assets/shell-1.js"></script>';
  document.head.innerHTML = '<script type="application/x" src="/assets/shell-1.js"></script>';
  vi.stubGlobal('location', { ...location, href: location.href, reload });
  vi.stubGlobal('fetch', async () => {
    if (page === null) throw new TypeError('Failed to fetch');
    return new Response(page);
  });
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const Dialog = ({ name }: { name: string; onClose?: () => void }) => <p>{name}</p>;

/** A part whose first fetches fail, beside something that stands. */
async function part(failures: number, onClose?: () => void) {
  const load = vi.fn(async () => {
    if (load.mock.calls.length <= failures)
      throw new Error('Unable to preload CSS for http://localhost:3000/assets/x.css');
    return { default: Dialog };
  });
  const Part = late(load);
  const view = (shown = true) => (
    <div>
      <p>inbox</p>
      {shown && <Part name="dialog" onClose={onClose} />}
    </div>
  );
  const { rerender } = render(view());
  await act(async () => {});
  const press = (name: string) => act(async () => void fireEvent.click(screen.getByRole('button', { name })));
  return { load, press, show: (shown: boolean) => act(async () => rerender(view(shown))) };
}

describe('a part that does not come', () => {
  it('leaves what stands, and comes when it is asked for again', async () => {
    const { press } = await part(1);
    screen.getByText('inbox');
    expect(screen.getByRole('alert').textContent).toContain('lost');
    expect(screen.queryByText('dialog')).toBeNull();
    await press('problem.retry');
    screen.getByText('dialog');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(reload).not.toHaveBeenCalled();
  });

  it('is asked for anew by whoever opens it next', async () => {
    const { show } = await part(1);
    await show(false);
    await show(true);
    screen.getByText('dialog');
  });

  it('can be left', async () => {
    const close = vi.fn();
    const { press } = await part(9, close);
    await press('close');
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('keeps the page while the server cannot be reached', async () => {
    const { load, press } = await part(9);
    page = null;
    for (let tries = 0; tries < 3; tries++) await press('problem.retry');
    screen.getByText('inbox');
    expect([reload.mock.calls.length, load.mock.calls.length]).toEqual([0, 1]);
  });

  it('loads the page anew when the server has another build', async () => {
    const { load, press } = await part(9);
    page = '<script src="/assets/shell-2.js"></script>';
    await press('problem.retry');
    expect([reload.mock.calls.length, load.mock.calls.length]).toEqual([1, 1]);
  });

  it('loads the page anew when nothing else helps', async () => {
    const { press } = await part(9);
    await press('problem.retry');
    expect(reload).not.toHaveBeenCalled();
    await press('problem.retry');
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('is fetched with the sheet that failed', async () => {
    const { press, load } = await part(1);
    const link = document.createElement('link');
    link.href = 'http://localhost:3000/assets/x.css';
    document.head.append(link);
    await press('problem.retry');
    const again = document.head.querySelector('link');
    expect(again).not.toBe(link);
    expect(load).toHaveBeenCalledTimes(1);
    await act(async () => again?.onload?.(new Event('load')));
    expect(load).toHaveBeenCalledTimes(2);
    screen.getByText('dialog');
  });
});

it('does not hide what goes wrong in a part that is here', () => {
  const Broken = late(async () => ({
    default: () => {
      throw new Error('broken');
    },
  }));
  return expect(
    (async () => {
      await Broken.preload();
      render(<Broken />);
    })(),
  ).rejects.toThrow('broken');
});
