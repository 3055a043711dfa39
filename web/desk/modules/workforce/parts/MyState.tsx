import './state.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import type { Page, Presence, PresenceState } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import type { ServerFrame } from '../../../../lib/live/frames';
import { useFrames, useLineDown } from '../../../../lib/live/live';
import { whenLeaving } from '../../../../lib/session/leave';
import { serverNow } from '../../../../lib/time/time';
import { Menu } from '../../../../ui/Menu';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { type Candidate, type Mine, mineKey, type Taken } from '../api';
import { learnMine, leavesSomebody } from '../state/mine';
import { CoverDialog } from './CoverDialog';
import { minutesBetween } from './minutes';

/** Reads the clock again now and then: minutes are all that is shown. */
function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface Asked {
  kind: string;
  waiting: number;
  waitingAll: number;
  candidates: Candidate[];
  problem?: string;
}

/** One's own state at the foot of the rail: a dot, the word, the minutes. */
export default function MyState() {
  const { t } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const navigate = useNavigate();
  const mine = useQuery({ queryKey: mineKey, queryFn: () => api.get<Mine>('/workforce/me') }).data;
  const [asked, setAsked] = useState<Asked | null>(null);
  const now = useNow();
  const unheard = useLineDown();
  const follow = useCallback(
    (frames: ServerFrame[]) => {
      for (const one of frames) {
        if (one.t === 'me_state') {
          learnMine(one.presence);
        } else if (one.t === 'break_overdue') {
          toast(t('overdueToast', { name: one.presence.name, kind: t(`kinds.${one.presence.break_kind}`) }));
        }
      }
    },
    [t],
  );
  useFrames(follow);
  const leaves = useRef<((answer: true | 'stay') => void) | undefined>(undefined);
  const answer = (with_: true | 'stay') => {
    leaves.current?.(with_);
    leaves.current = undefined;
  };
  // Signing out is going off: it asks the same.
  useEffect(
    () =>
      whenLeaving(async () => {
        const now = await api.get<Mine>('/workforce/me').catch(() => null);
        if (!now || !leavesSomebody(now)) return true;
        const { rows } = await api.get<Page<Candidate>>('/workforce/me/covers').catch(() => ({ rows: [] }));
        setAsked({ kind: 'out', waiting: now.waiting, waitingAll: 0, candidates: rows });
        return new Promise((done) => {
          leaves.current = done;
        });
      }),
    [],
  );
  if (!mine?.serves) return null;
  const presence = mine.presence as Presence;
  const take = async (
    state: PresenceState,
    kind?: string,
    how: { cover_id?: string; release?: boolean; anyway?: boolean } = {},
  ) => {
    const asks = state === 'off' ? (asked?.kind ?? 'off') : kind;
    try {
      const choice = { state, break_kind: kind, ...how };
      // Whoever chooses and reloads or closes the page at once has chosen all the same.
      const { waiting_all, ...taken } = await api.put<Taken>('/workforce/me/state', choice, { keepalive: true });
      learnMine(taken);
      setAsked(null);
      answer(true);
      if (state === 'break') toast(t('stillWaiting', { count: waiting_all }));
    } catch (cause) {
      if (asks && cause instanceof ApiError && cause.code.startsWith('workforce.cover_')) {
        setAsked((before) => ({
          kind: asks,
          waiting: Number(cause.details.waiting ?? before?.waiting ?? 0),
          waitingAll: Number(cause.details.waiting_all ?? before?.waitingAll ?? 0),
          candidates: (cause.details.candidates as Candidate[]) ?? [],
          problem: cause.code === 'workforce.cover_needed' ? undefined : cause.message,
        }));
      } else toast(explain(cause, frame));
    }
  };
  const goes = asked?.kind === 'off' || asked?.kind === 'out';
  const over = presence.state === 'break' && presence.until !== null && now > Date.parse(presence.until);
  const count = presence.since === null ? 0 : minutesBetween(presence.since, now);
  const left = presence.until === null ? 0 : minutesBetween(now, presence.until);
  const told =
    presence.state !== 'break'
      ? presence.state === 'online' || presence.since === null
        ? ''
        : t('minutes', { count })
      : over
        ? t('over', { count: minutesBetween(presence.until ?? '', now) })
        : t('left', { count: left });
  const kind = presence.state === 'break' ? t(`kinds.${presence.break_kind}`) : t(`states.${presence.state}`);
  // Whoever is not connected is not online to anybody else, whatever was last heard here.
  const [shown, word, note] = unheard ? ['unheard', t('unheard'), ''] : [over ? 'over' : presence.state, kind, told];
  const pick = (state: PresenceState) => ({
    id: state,
    label: t(`states.${state}`),
    checked: presence.state === state,
    onPick: () => void take(state),
  });
  return (
    <div className="my-state" data-state={shown}>
      <Menu
        label={t('mine', { state: word, note })}
        className="rail-link my-state-button"
        align="left"
        up
        button={
          <>
            <span className="state-dot" data-state={shown} aria-hidden="true" />
            <span className="my-state-word">{word}</span>
            {note && <span className="my-state-note">{note}</span>}
          </>
        }
        items={[
          pick('online'),
          pick('busy'),
          ...mine.breaks.map((rule) => ({
            id: rule.kind,
            label: t(`kinds.${rule.kind}`),
            hint: <span className="my-state-hint">{t('upTo', { count: rule.max_minutes })}</span>,
            checked: presence.state === 'break' && presence.break_kind === rule.kind,
            onPick: () => void take('break', rule.kind),
          })),
          pick('off'),
          { id: 'rota', label: t('myShifts'), onPick: () => void navigate({ to: '/rota' }) },
        ]}
      />
      <span className="sr" role="status">
        {over ? t('overText') : ''}
      </span>
      {asked && (
        <CoverDialog
          {...asked}
          onClose={() => {
            setAsked(null);
            answer('stay');
          }}
          onCover={(cover) =>
            void (goes ? take('off', undefined, { cover_id: cover }) : take('break', asked.kind, { cover_id: cover }))
          }
          onRelease={goes ? () => void take('off', undefined, { release: true }) : undefined}
          onAnyway={goes ? undefined : () => void take('break', asked.kind, { anyway: true })}
        />
      )}
    </div>
  );
}
