import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../../lib/api/client';
import type { Conversation, Me } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { conversations } from '../api';
import { putConversation } from './cache';

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

function run(id: string, act: Act): Promise<Conversation> {
  if (typeof act === 'string') return conversations[act](id);
  return 'assign' in act ? conversations.assign(id, act.assign) : conversations.labels(id, act.labels);
}

/** The acts on one conversation: at once on success, with the reason beside the buttons on refusal. */
export function useActs(conversation: Conversation, me: Me) {
  const { t } = useTexts('conversation');
  const frame = useTexts('frame').t;
  const [problem, setProblem] = useState('');
  const mutation = useMutation({
    mutationFn: (act: Act) => run(conversation.id, act),
    onMutate: () => setProblem(''),
    onSuccess: (next, act) => {
      putConversation(next, me.id);
      if (act === 'close') {
        toast(t('done.closed', { name: next.customer.name }), {
          label: t('undo'),
          run: () => mutation.mutate('reopen'),
        });
      } else if (act === 'claim') toast(t('done.claimed'));
      else if (act === 'release') toast(t('done.released'));
      else if (act === 'reopen') toast(t('done.reopened'));
      else if (act === 'help') toast(t('done.help'));
      else if (typeof act === 'object' && 'assign' in act) toast(t('done.assigned', { name: act.name }));
    },
    onError: (cause) => {
      if (cause instanceof ApiError && cause.code === 'conversation.taken') {
        setProblem(t('taken', { name: String(cause.details.owner_name ?? '') }));
      } else setProblem(explain(cause, frame));
    },
  });
  return { act: mutation.mutate, busy: mutation.isPending, problem, dismiss: () => setProblem('') };
}
