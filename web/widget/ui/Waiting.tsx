import { useLayoutEffect, useRef } from 'preact/hooks';
import { inLine, unmanned } from '../queue';
import { useShell } from './hooks';

/** The place of what is said about waiting; it is loaded once there is something to say. */
export function Waiting() {
  const shell = useShell();
  const place = useRef<HTMLDivElement>(null);
  const wanted = useRef(false);
  const { session, queue } = shell;
  wanted.current ||= !!inLine(session.conversation) || unmanned(session.conversation, queue.prospect);
  const { current } = wanted;
  useLayoutEffect(() => {
    if (!current) return;
    let remove: (() => void) | null = null;
    let gone = false;
    void shell.deps.part().then((mount) => {
      if (!gone && place.current) remove = mount(place.current, shell);
    });
    return () => {
      gone = true;
      remove?.();
    };
  }, [shell, current]);
  return <div ref={place} class={shell.noting ? 'part' : ''} />;
}
