import '../offers.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { ApiError } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { Conversation } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useCommands } from '../../../../lib/keys/commands';
import type { ServerFrame } from '../../../../lib/live/frames';
import { useFrames, useLineDown } from '../../../../lib/live/live';
import { usePlace } from '../../../../lib/module/place';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { readLine } from '../../../../lib/text/text';
import { waited } from '../../../../lib/time/time';
import { Button, IconButton } from '../../../../ui/Button';
import { Chip, Kbd } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { type Message, meQuery, type Offer, routing, type TransferSubject } from '../api';
import { dropAlarm, dropHelp, dropOffer, dropWhisper, hear, sweepOffers, takeOffers, useAsked } from '../state/asked';
import { useNow } from '../state/live';
import { reasons, remaining } from '../state/offers';
import type { Whisper } from '../state/whispers';
import { AlarmCard } from './AlarmCard';
import { HelpCard } from './HelpCard';

const REASONS = ['busy', 'unfamiliar', 'later'] as const;
/** Cards at full height; the rest are lines. */
const FULL = 1;
const SHOWN = 3;
const HURRY = 5;
const NO_OFFERS: Offer[] = [];

function Ring({ offer, now }: { offer: Offer; now: number }) {
  const { t } = useTexts('routing');
  const { seconds, share } = remaining(offer, now);
  return (
    <span
      className={`offer-ring ${seconds <= HURRY ? 'hurry' : ''}`}
      style={{ '--share': `${Math.round(share * 360)}deg` } as React.CSSProperties}
    >
      <b>{seconds}</b>
      <span className="sr">{t('offer.seconds', { count: seconds })}</span>
    </span>
  );
}

function Wait({ offer, now }: { offer: Offer; now: number }) {
  const { t } = useTexts('routing');
  const { unit, count } = waited(offer.entered_at, now);
  return <>{t(`waited.${unit}`, { count })}</>;
}

const transferOf = (offer: Offer) => (offer.kind === 'transfer' ? (offer.subject as TransferSubject | null) : null);

const callOf = (offer: Offer) => (offer.kind === 'callback' ? (offer.subject as Message | null) : null);

function lineOf(offer: Offer): string {
  const call = callOf(offer);
  if (call) return call.matter;
  const about =
    transferOf(offer)?.conversation ?? (offer.kind === 'chat' ? (offer.subject as Conversation | null) : null);
  // A colleague's note is not what the customer said.
  return about?.last_message?.kind === 'note' ? '' : (about?.last_message?.text ?? '');
}

/** Whether somebody to be called back has left an address and no number. */
const byMail = (call: Message) => call.contact.includes('@');

/** What one would take on: a call, a letter, a look over a shoulder, a customer. */
function acceptOf(offer: Offer): 'call' | 'reach' | 'join' | 'accept' {
  const call = callOf(offer);
  if (call) return byMail(call) ? 'reach' : 'call';
  return transferOf(offer)?.transfer.kind === 'consult' ? 'join' : 'accept';
}

function About({ offer, now, queue }: { offer: Offer; now: number; queue?: boolean }) {
  const { t } = useTexts('routing');
  const passed = transferOf(offer)?.transfer;
  if (passed?.kind === 'consult') return <span>{t('offer.consults', { name: passed.from_name })}</span>;
  if (passed) return <span>{t('offer.asks', { name: passed.from_name, kind: t(`kind.${passed.kind}`) })}</span>;
  const call = callOf(offer);
  return (
    <span>
      {call && `${t(byMail(call) ? 'offer.contact' : 'offer.callback')} · `}
      {queue && `${offer.queue_name} · `}
      <Wait offer={offer} now={now} />
    </span>
  );
}

interface CardProps {
  offer: Offer;
  now: number;
  first: boolean;
  busy: boolean;
  problem: string;
  onAccept: () => void;
  onDecline: (reason: string) => void;
}

function Card({ offer, now, first, busy, problem, onAccept, onDecline }: CardProps) {
  const { t } = useTexts('routing');
  const passed = transferOf(offer)?.transfer;
  const line = readLine(lineOf(offer), useTexts('frame').t('picture'));
  const call = callOf(offer);
  const why = reasons(offer, now);
  const [open, setOpen] = useState(false);
  const more = Boolean(passed?.note || line || call || why.length > 0);
  return (
    <section className="offer" aria-label={t('offer.of', { name: offer.customer })} data-open={open || undefined}>
      <header>
        <Ring offer={offer} now={now} />
        <div className="offer-who">
          <strong>{offer.customer}</strong>
          <About offer={offer} now={now} queue />
        </div>
        {more && (
          <button
            type="button"
            className="offer-open"
            aria-expanded={open}
            aria-label={t(open ? 'offer.less' : 'offer.look')}
            title={t(open ? 'offer.less' : 'offer.look')}
            onClick={() => setOpen(!open)}
          >
            <Icon name="down" size={18} />
          </button>
        )}
      </header>
      {passed?.note && <p className="offer-note">{passed.note}</p>}
      {line && <p className="offer-line">{line}</p>}
      {call && <p className="offer-contact">{call.contact}</p>}
      {!passed && why.length > 0 && (
        <p className="offer-why">
          {why.map((one) => (
            <Chip key={one} look="teal">
              {t(`offer.why.${one}`, { defaultValue: one })}
            </Chip>
          ))}
        </p>
      )}
      {problem && (
        <p className="offer-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="offer-acts">
        <Button look="primary" busy={busy} onClick={onAccept}>
          {t(`offer.${acceptOf(offer)}`)} {first && <Kbd combo="alt+a" />}
        </Button>
        <Button disabled={busy} onClick={() => onDecline('')}>
          {t(passed ? 'offer.refuse' : 'offer.decline')}
        </Button>
        <span className="offer-reasons" role="group" aria-label={t('offer.because')}>
          {REASONS.map((reason) => (
            <button
              key={reason}
              type="button"
              disabled={busy}
              title={t('offer.declineFor', { reason: t(`offer.reason.${reason}`) })}
              onClick={() => onDecline(t(`offer.reason.${reason}`))}
            >
              {t(`offer.reason.${reason}`)}
            </button>
          ))}
        </span>
      </div>
    </section>
  );
}

function Line({ offer, now, busy, onAccept }: Pick<CardProps, 'offer' | 'now' | 'busy' | 'onAccept'>) {
  const { t } = useTexts('routing');
  return (
    <section className="offer offer-thin" aria-label={t('offer.of', { name: offer.customer })}>
      <Ring offer={offer} now={now} />
      <div className="offer-who">
        <strong>{offer.customer}</strong>
        <About offer={offer} now={now} />
      </div>
      <Button busy={busy} onClick={onAccept}>
        {t(`offer.${acceptOf(offer)}`)}
      </Button>
    </section>
  );
}

function WhisperCard({ whisper, onOpen }: { whisper: Whisper; onOpen: () => void }) {
  const { t } = useTexts('routing');
  const { id } = useParams({ strict: false }) as { id?: string };
  return (
    <section className="offer whispered" aria-label={t('whisper.title', { from: whisper.from })}>
      <header>
        <Icon name="eye" size={18} />
        <div className="offer-who">
          <strong>{t('whisper.title', { from: whisper.from })}</strong>
          <span>{t('whisper.about', { customer: whisper.customer })}</span>
        </div>
        <IconButton label={t('close')} onClick={() => dropWhisper(whisper.id)}>
          <Icon name="close" size={16} />
        </IconButton>
      </header>
      <p className="offer-said">{whisper.text}</p>
      {id !== whisper.conversationId && (
        <div className="offer-acts">
          <Button onClick={onOpen}>{t('whisper.open')}</Button>
        </div>
      )}
    </section>
  );
}

/** Accepting and declining; an offer that is gone already is no failure of the clerk's. */
function useAnswer() {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const navigate = useNavigate();
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState({ id: '', text: '' });
  const answer = async (offer: Offer, act: () => Promise<void>) => {
    if (busy) return;
    setBusy(offer.id);
    setProblem({ id: '', text: '' });
    try {
      await act();
      dropOffer(offer.id);
    } catch (cause) {
      if (cause instanceof ApiError && (cause.status === 404 || cause.code === 'routing.offer_gone')) {
        dropOffer(offer.id);
        toast(cause.message);
      } else setProblem({ id: offer.id, text: explain(cause, frame) });
    } finally {
      setBusy('');
    }
  };
  const accept = (offer: Offer) =>
    void answer(offer, async () => {
      const taken = await routing.accept(offer.id);
      if (taken.kind === 'callback')
        void navigate({
          to: '/messages' as string,
          search: { tab: 'told', mine: true, id: callOf(offer)?.id } as never,
        });
      else if (taken.conversation_id)
        void navigate({
          to: '/inbox/$id',
          params: { id: taken.conversation_id },
          // Whoever takes a customer writes to them next; who only helps writes a note.
          state: { [acceptOf(offer) === 'join' ? 'help' : 'write']: taken.conversation_id } as never,
        });
    });
  const decline = (offer: Offer, reason: string) =>
    void answer(offer, async () => {
      await routing.decline(offer.id, reason);
      toast(t('offer.declined'));
    });
  return { busy, problem, accept, decline };
}

const PHONE = '(max-width: 720px)';

/** A row of the list; where no list is in sight, a bar over the composer; on other pages a bar under them. */
function useRow(): { row: HTMLElement | null; look: 'card' | 'bar' } {
  const list = usePlace('list.offers');
  const thread = usePlace('thread.offers');
  const dialog = usePlace('dialog.offers');
  const [phone, setPhone] = useState(() => matchMedia(PHONE).matches);
  useEffect(() => {
    const media = matchMedia(PHONE);
    const follow = () => setPhone(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  // Behind a dialog nobody could answer, and would have missed it.
  const row = dialog ?? (phone ? (thread ?? list) : (list ?? thread));
  return { row, look: row && row === list ? 'card' : 'bar' };
}

function Stack() {
  const { t } = useTexts('routing');
  const navigate = useNavigate();
  const open = useAsked((asked) => asked.offers.open);
  const whispers = useAsked((asked) => asked.whispers);
  const helps = useAsked((asked) => asked.helps);
  const alarms = useAsked((asked) => asked.alarms.open).filter(
    (one) => !open.some((offer) => offer.subject_id === one.id), // it is offered already
  );
  const said = useAsked((asked) => asked.said);
  const { data } = useQuery(meQuery);
  // Nobody can say without the line whether somebody else has taken them meanwhile.
  const offers = useLineDown() ? NO_OFFERS : open;
  const shown = offers.length + whispers.length + helps.length + alarms.length > 0;
  const now = useNow(1000, offers.length > 0);
  const { busy, problem, accept, decline } = useAnswer();
  const { row, look } = useRow();
  const follow = useCallback(
    (frames: ServerFrame[]) => {
      for (const one of frames) hear(one, t);
    },
    [t],
  );
  useFrames(follow);
  // What was said before this was there to hear it.
  useEffect(() => void queries.invalidateQueries({ queryKey: meQuery.queryKey }), []);
  useEffect(() => {
    if (data) takeOffers(data.offers, data.askedAt, t);
  }, [data, t]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once a second
  useEffect(sweepOffers, [now]);
  const [first] = offers;
  useCommands({
    'routing.accept': first && (() => accept(first)),
    'routing.decline': first && (() => decline(first, '')),
  });
  const cards = shown && (
    <div className="offers" data-look={look} data-loose={row ? undefined : true}>
      {alarms.map((one) => (
        <AlarmCard
          key={one.id}
          message={one}
          onLook={() => {
            dropAlarm(one);
            void navigate({ to: '/messages' as string });
          }}
        />
      ))}
      {helps.map((one) => (
        <HelpCard
          key={one.conversationId}
          help={one}
          onOpen={() => {
            dropHelp(one.conversationId);
            void navigate({ to: '/inbox/$id', params: { id: one.conversationId } });
          }}
        />
      ))}
      {whispers.map((one) => (
        <WhisperCard
          key={one.id}
          whisper={one}
          onOpen={() => {
            dropWhisper(one.id);
            void navigate({ to: '/inbox/$id', params: { id: one.conversationId } });
          }}
        />
      ))}
      {offers.length > SHOWN && <p className="offer-more">{t('offer.more', { count: offers.length - SHOWN })}</p>}
      {offers.slice(FULL, SHOWN).map((one) => (
        <Line key={one.id} offer={one} now={now} busy={busy === one.id} onAccept={() => accept(one)} />
      ))}
      {first && (
        <Card
          key={first.id}
          offer={first}
          now={now}
          first
          busy={busy === first.id}
          problem={problem.id === first.id ? problem.text : ''}
          onAccept={() => accept(first)}
          onDecline={(reason) => decline(first, reason)}
        />
      )}
    </div>
  );
  return (
    <>
      <div className="sr" role="status" aria-live="polite">
        {said}
      </div>
      {row && cards ? createPortal(cards, row) : cards}
    </>
  );
}

/** Whom one is asked to take, wherever in the desk one is. */
export default function Offers() {
  return can(useMe(), 'conversation.read') ? <Stack /> : null;
}
