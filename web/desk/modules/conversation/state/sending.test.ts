import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../../lib/api/client';
import { failure, send } from './sending';
import { useUploads } from './uploads';

describe('why a file did not arrive', () => {
  it.each([
    ['no network', new ApiError(0, { code: 'network' }), { error: 'network', passing: true }],
    ['too big for what stands between', new ApiError(413, {}), { error: 'refusedSize', passing: false }],
    ['a page of something between', new ApiError(502, {}), { error: '', passing: true }],
    [
      'the words of the server',
      new ApiError(422, { code: 'file.kind', message: '这种文件不能发' }),
      { error: '这种文件不能发', passing: false },
    ],
    [
      'the words of the server, for now',
      new ApiError(503, { code: 'busy', message: '稍后再试' }),
      { error: '稍后再试', passing: true },
    ],
  ])('%s', (_, cause, want) => {
    expect(failure(cause)).toEqual(want);
  });
});

it('knows a folder by its not being read, and does not send it', async () => {
  const file = new File([], '资料');
  file.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) }) as unknown as Blob;
  useUploads.getState().add('c1', [file]);
  await vi.waitFor(() =>
    expect(useUploads.getState().items.c1).toMatchObject([{ name: '资料', state: 'failed', error: 'unreadable' }]),
  );
  expect(useUploads.getState().items.c1?.[0]?.passing).toBeFalsy();
});

it('sends nothing that was taken out while it was looked at', async () => {
  const asked = vi.fn();
  vi.stubGlobal('XMLHttpRequest', asked);
  const over = vi.fn();
  const file = new File(['x'], 'a.txt');
  const stop = send(
    { key: 'k', name: 'a.txt', size: 1, preview: '', part: 0, state: 'sending', error: '', file },
    () => {},
    over,
  );
  stop();
  await vi.waitFor(() => expect(over).toHaveBeenCalled());
  expect(asked).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});
