import { useRef } from 'preact/hooks';
import { inLine, unmanned } from '../queue';
import { useShell } from './hooks';

/** What is said about waiting; it is loaded once there is something to say. */
export function Waiting() {
  const shell = useShell();
  const wanted = useRef(false);
  const { session, queue, noting } = shell;
  const { conversation } = session;
  const { prospect } = queue;
  wanted.current ||= noting || !!inLine(conversation) || unmanned(conversation, prospect) || !!prospect?.left;
  const part = shell.want('waiting', wanted.current);
  return <div class={noting ? 'part' : ''}>{part && <part.Part shell={shell} />}</div>;
}
