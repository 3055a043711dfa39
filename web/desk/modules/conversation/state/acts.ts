import { useState } from 'react';
import { ApiError } from '../../../../lib/api/client';
import type { Conversation, Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { conversations } from '../api';
import { putConversation } from './cache';
import { takeUp } from './hand';

type Act =
  | 'claim'
  | 'release'
  | 'close'
  | 'reopen'
  | 'follow'
  | 'unfollow'
  | 'help'
  | 'unhelp'
  | { assign: string; name: string }
  | { labels: string[] };

function run({ id, last_seq }: Conversation, act: Act): Promise<Conversation> {
  if (act === 'close') return conversations.close(id, last_seq);
  if (typeof act === 'string') return conversations[act](id);
  return 'assign' in act ? conversations.assign(id, act.assign) : conversations.labels(id, act.labels);
}

/** The acts on one conversation: at once on success, with the reason beside the buttons on refusal. */
export function useActs(conversation: Conversation, me: Me) {
  const { t } = useTexts('conversation');
  const frame = useTexts('frame').t;
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const act = async (what: Act): Promise<boolean> => {
    setProblem('');
    setBusy(true);
    // The button that is pressed goes: what is typed next is for the customer.
    // Said before, since the news of it may be here before the answer.
    if (what === 'claim' || what === 'reopen') takeUp(conversation.id);
    try {
      const next = await run(conversation, what);
      putConversation(next, me.id);
      if (what === 'close') {
        toast(t('done.closed', { name: next.customer.name }), { label: t('undo'), run: () => void act('reopen') });
      } else if (what === 'claim') toast(t('done.claimed'));
      else if (what === 'release') toast(t('done.released'));
      else if (what === 'reopen') toast(t('done.reopened'));
      else if (what === 'help') toast(t('done.help'));
      else if (typeof what === 'object' && 'assign' in what) toast(t('done.assigned', { name: what.name }));
      return true;
    } catch (cause) {
      takeUp('');
      if (cause instanceof ApiError && cause.code === 'conversation.taken') {
        setProblem(t('taken', { name: String(cause.details.owner_name ?? '') }));
      } else setProblem(explain(cause, frame));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { act, busy, problem, dismiss: () => setProblem('') };
}
