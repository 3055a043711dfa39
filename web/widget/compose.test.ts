import { expect, it, vi } from 'vitest';
import { Compose, type ComposeDeps } from './compose';
import type { Upload, Uploads } from './extras/uploads';

/** One file on its way, and what is sent. */
function writing() {
  const sent: string[] = [];
  const upload = { key: 'f', state: 'loading' } as unknown as Upload;
  const tray = { list: [upload], busy: true, take: () => [] };
  const compose = new Compose({
    session: { send: (text: string) => sent.push(text), sendTyping: vi.fn() },
    store: { read: (_: string, or: unknown) => or, write: vi.fn() },
    t: (key: string) => key,
    changed: vi.fn(),
  } as unknown as ComposeDeps);
  compose.tray = tray as unknown as Uploads;
  const arrived = () => {
    tray.busy = false;
    compose.filesChanged();
  };
  return { compose, sent, arrived };
}

it('sends by itself once the file is there, if send was pressed', () => {
  const { compose, sent, arrived } = writing();
  compose.write('这是照片');
  compose.submit();
  expect(sent).toEqual([]);
  arrived();
  expect(sent).toEqual(['这是照片']);
  expect(compose.draft).toBe('');
});

it('sends nothing by itself where the visitor has gone on writing since', () => {
  const { compose, sent, arrived } = writing();
  compose.write('这是照片');
  compose.submit();
  compose.write('这是照片，还有');
  arrived();
  expect(sent).toEqual([]);
  expect(compose.draft).toBe('这是照片，还有');
});

it('a text leaves the field only once it has been taken', () => {
  const { compose, sent } = writing();
  compose.tray = null;
  const send = vi.spyOn(compose.deps.session, 'send').mockImplementationOnce(() => {
    throw new Error();
  });
  compose.write('腰围是多少');
  expect(() => compose.submit()).toThrow();
  expect(compose.draft).toBe('腰围是多少');
  compose.submit();
  expect([compose.draft, sent]).toEqual(['', ['腰围是多少']]);
  expect(send).toHaveBeenCalledTimes(2);
  compose.stop();
});
