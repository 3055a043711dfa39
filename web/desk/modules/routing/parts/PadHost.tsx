import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useCommands } from '../../../../lib/keys/commands';
import type { ServerFrame } from '../../../../lib/live/frames';
import { useFrames } from '../../../../lib/live/live';
import { late } from '../../../../lib/module/late';
import { can } from '../../../../lib/perm/perm';
import { useBadges } from '../../../../lib/session/badges';
import { useMe } from '../../../../lib/session/me';
import { cutText } from '../../../../lib/text/text';
import { toast } from '../../../../ui/toast';
import { again, waitingQuery } from '../api';

const Pad = late(() => import('./Pad'));
const CHECK_MS = 120_000;

/** Always there, mostly unseen: opens the pad, counts what waits, tells of what comes. */
export default function PadHost() {
  const { t } = useTexts('routing');
  const me = useMe();
  const navigate = useNavigate();
  // The conversation on screen when it was opened; null while nobody writes.
  const [about, setAbout] = useState<string | null>(null);
  const writes = can(me, 'conversation.reply');
  const { data } = useQuery({ ...waitingQuery, enabled: writes, refetchInterval: CHECK_MS });
  const count = data?.rows.filter((row) => row.for_id === '' || row.for_id === me?.id).length ?? 0;
  const setBadge = useBadges((badges) => badges.set);
  useEffect(() => setBadge('message', count), [count, setBadge]);
  useCommands({
    'routing.message': writes && (() => setAbout(/^\/inbox\/([^/]+)/.exec(location.pathname)?.[1] ?? '')),
  });
  useFrames(
    useCallback(
      (frames: ServerFrame[]) => {
        for (const frame of frames) {
          if (frame.t !== 'phone_message' && frame.t !== 'phone_message_late') continue;
          const { message } = frame;
          void again('messages');
          // Late ones come only to those who lead: whoever it is for, they should look.
          const late = frame.t === 'phone_message_late';
          if (!late && (message.state !== 'taken' || message.taken_by === me?.id || message.for_id !== me?.id))
            continue;
          const words = { caller: message.caller, matter: cutText(message.matter, 30) };
          toast(t(late ? 'toast.late' : 'toast.mine', words), {
            label: t('toast.look'),
            run: () => void navigate({ to: '/messages' as string }),
          });
        }
      },
      [me?.id, navigate, t],
    ),
  );
  if (about === null) return null;
  return <Pad conversation={about} onClose={() => setAbout(null)} />;
}
