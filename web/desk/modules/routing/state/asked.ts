import { create } from 'zustand';
import { queries } from '../../../../lib/api/queries';
import type { Me } from '../../../../lib/api/types';
import type { Translate } from '../../../../lib/i18n/i18n';
import type { ServerFrame } from '../../../../lib/live/frames';
import { DEFAULTS, meQuery as selfQuery } from '../../../../lib/session/me';
import { ring } from '../../../../lib/sound/sound';
import { serverNow } from '../../../../lib/time/time';
import { toast } from '../../../../ui/toast';
import { type Message, type Mine, meQuery, transfersKey } from '../api';
import { type Alarms, alarmed, putAway, QUIET } from './alarms';
import { called, type Help, helpOver } from './help';
import { drop, farewell, fetched, heard, lapsed, NONE, type Offers, turned } from './offers';
import { type Whisper, whispersAfter } from './whispers';
import { lossWord } from './words';

interface Store {
  offers: Offers;
  whispers: Whisper[];
  alarms: Alarms;
  /** Colleagues who call for whoever leads, one for each conversation. */
  helps: Help[];
  /** Whether customers come to who leads has changed without their choice, and they have not read it. */
  taking: boolean | null;
  /** Said once to those who listen to the screen. */
  said: string;
}

export const useAsked = create<Store>(() => ({
  offers: NONE,
  whispers: [],
  alarms: QUIET,
  helps: [],
  taking: null,
  said: '',
}));

let whispered = 0;
let asking: ReturnType<typeof setTimeout> | undefined;

const put = (offers: Offers) => {
  if (useAsked.getState().offers !== offers) useAsked.setState({ offers });
};

export const dropOffer = (id: string) => put(drop(useAsked.getState().offers, id));
export const dropAlarm = (message: Message) =>
  useAsked.setState(({ alarms }) => ({ alarms: putAway(alarms, message) }));
export const readTaking = () => useAsked.setState({ taking: null });
export const dropWhisper = (id: number) =>
  useAsked.setState(({ whispers }) => ({ whispers: whispers.filter((one) => one.id !== id) }));
export const dropHelp = (conversationId: string) =>
  useAsked.setState(({ helps }) => ({ helps: helps.filter((one) => one.conversationId !== conversationId) }));
export const sweepOffers = () => put(lapsed(useAsked.getState().offers, serverNow()));

function soundOn(): boolean {
  return { ...DEFAULTS, ...queries.getQueryData<Me>(selfQuery.queryKey)?.preferences }.sound;
}

function announce(names: string[], t: Translate): void {
  const last = names.at(-1);
  if (last === undefined) return;
  if (soundOn()) ring('offer');
  useAsked.setState({ said: t('offer.said', { name: last }) });
}

/** Asks for one's own state; a burst of frames asks once. */
function refreshSoon(): void {
  if (asking !== undefined) return;
  asking = setTimeout(() => {
    asking = undefined;
    void queries.invalidateQueries({ queryKey: meQuery.queryKey });
  }, 400);
}

/** Takes over the offers of an answer that was asked for at a moment. */
export function takeOffers(rows: Parameters<typeof fetched>[1], askedAt: number, t: Translate): void {
  const next = fetched(useAsked.getState().offers, rows, askedAt);
  put(next.state);
  announce(
    next.fresh.map((one) => one.customer),
    t,
  );
}

export function hear(frame: ServerFrame, t: Translate): void {
  const next = heard(useAsked.getState().offers, frame);
  put(next.state);
  // Whoever reads by ear is not told of it when it has gone.
  if (next.gone) useAsked.setState({ said: '' });
  if (next.fresh) announce([next.fresh.customer], t);
  const word = next.gone && farewell(next.gone);
  if (word && next.gone) toast(t(word.key, { name: word.name, customer: next.gone.offer.customer }));
  const { whispers } = useAsked.getState();
  const kept = whispersAfter(whispers, frame, whispered + 1);
  if (kept !== whispers) useAsked.setState({ whispers: kept });
  switch (frame.t) {
    case 'conversation':
    case 'gone': {
      const over = helpOver(useAsked.getState().helps, frame);
      if (over !== useAsked.getState().helps) useAsked.setState({ helps: over });
      refreshSoon();
      break;
    }
    case 'offer':
    case 'offer_gone':
      refreshSoon();
      break;
    case 'wall':
    case 'presence':
      // Who leads and only looks on may be the one who is missing in the line.
      if (queries.getQueryData<Mine>(meQuery.queryKey)?.chooses) refreshSoon();
      break;
    case 'help': {
      const me = queries.getQueryData<Me>(selfQuery.queryKey)?.id;
      const next = called(useAsked.getState().helps, frame, me);
      useAsked.setState({ helps: next.helps });
      if (!next.fresh) break;
      if (soundOn()) ring('offer');
      useAsked.setState({ said: t('help.said', { from: frame.from, customer: frame.customer }) });
      break;
    }
    case 'phone_message': {
      const next = alarmed(useAsked.getState().alarms, frame.message);
      useAsked.setState({ alarms: next.state });
      if (!next.fresh) break;
      if (soundOn()) ring('offer');
      useAsked.setState({ said: t('alarm.said', { name: frame.message.caller }) });
      break;
    }
    case 'taking':
      useAsked.setState({ taking: turned(useAsked.getState().taking, frame.takes) });
      // At once: the answer offered beside it is the opposite of what holds now.
      queries.setQueryData(meQuery.queryKey, (old) => old && { ...old, takes: frame.takes });
      refreshSoon();
      break;
    case 'welcome':
    case 'resync':
      void queries.invalidateQueries({ queryKey: ['routing'] });
      break;
    case 'transfer': {
      const { transfer } = frame;
      void queries.invalidateQueries({ queryKey: transfersKey(transfer.conversation_id) });
      const to = transfer.to_name || transfer.to_queue_name;
      if (transfer.state === 'returned' && transfer.reason === 'gone') {
        toast(t('transfer.gone', { name: to }));
      } else if (transfer.state === 'returned' || transfer.state === 'refused' || transfer.state === 'accepted') {
        toast(t(`${transfer.kind === 'consult' ? 'consult' : 'transfer'}.${transfer.state}`, { name: to }));
      }
      break;
    }
    case 'taken':
      toast(lossWord(frame, t));
      break;
    case 'cover_left':
      toast(t('coverLeft', { name: frame.name, cover: frame.cover_name, count: frame.count }));
      break;
    case 'whisper':
      whispered += 1;
      useAsked.setState({ said: t('whisper.said', { from: frame.from, text: frame.text }) });
      break;
  }
}
