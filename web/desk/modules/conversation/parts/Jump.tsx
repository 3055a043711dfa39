import { type RefObject, useEffect, useRef } from 'react';
import type { Message } from '../../../../lib/api/types';
import { firstSeq } from '../state/thread';

const PAGE = 100;
/** A jump further back than this shows where it stopped rather than load forever. */
const PAGES = 30;

interface Props {
  to: number;
  messages: Message[];
  stick: RefObject<boolean>;
  loadOlder: (limit?: number) => Promise<number>;
  onFound: (seq: number) => void;
}

/** Goes to one message by number, loading what lies between. */
export default function Jump({ to, messages, stick, loadOlder, onFound }: Props) {
  const jumped = useRef({ target: 0, pages: 0 });
  useEffect(() => {
    if (jumped.current.target === to && jumped.current.pages < 0) return;
    if (jumped.current.target !== to) jumped.current = { target: to, pages: 0 };
    stick.current = false;
    if (firstSeq(messages) > to && jumped.current.pages < PAGES) {
      jumped.current.pages += 1;
      void loadOlder(PAGE);
      return;
    }
    jumped.current.pages = -1;
    onFound(to);
    requestAnimationFrame(() => document.getElementById(`m-${to}`)?.scrollIntoView({ block: 'center' }));
  }, [to, messages, stick, loadOlder, onFound]);
  return null;
}
