import { QueryObserver } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { queries } from '../../../../lib/api/queries';
import type { Me, Message } from '../../../../lib/api/types';
import type { ServerFrame } from '../../../../lib/live/frames';
import { live } from '../../../../lib/live/live';
import { type Item, Outbox } from '../../../../lib/outbox/outbox';
import { useBadges } from '../../../../lib/session/badges';
import { whenLeaving, whenLeft } from '../../../../lib/session/leave';
import { DEFAULTS, meQuery } from '../../../../lib/session/me';
import { conversations, countsQuery, labelsQuery } from '../api';
import { changeThread, dropConversation, putConversation, putMessages, putRead, recount, touchRow } from './cache';
import { startDrafted } from './drafted';
import { dropDrafts, heardDraft, unsavedDrafts } from './drafts';
import { lastSeq } from './thread';
import { useTyping } from './typing';

// Comes beside the desk: before the first press on the page nothing sounds anyway.
const bell = import('../../../../lib/sound/sound').catch(() => null);
const ring = (kind: 'arrival' | 'message') => void bell.then((it) => it?.ring(kind));

let outbox: Outbox | undefined;
let openId = '';
const waitingSeen = new Set<string>();
const sentHere = new Set<string>();

/** Which conversation is on screen; its arrivals are neither counted nor rung. */
export function setOpen(id: string): void {
  openId = id;
}

function reading(id: string): boolean {
  return id === openId && document.hasFocus() && !document.hidden;
}

export function ensureOutbox(meId: string): Outbox {
  outbox ??= new Outbox(
    {
      storage: localStorage,
      send: (id, message) => {
        sentHere.add(message.client_key);
        return conversations.send(id, message);
      },
      sent: (item, message) => {
        putMessages(item.conversation_id, [{ ...message, client_key: item.client_key }]);
        touchRow(message, true);
      },
    },
    meId,
  );
  return outbox;
}

const NONE: Item[] = [];
const noop = () => () => {};

export function useOutbox(id: string): Item[] {
  return useSyncExternalStore(outbox?.subscribe ?? noop, () => outbox?.of(id) ?? NONE);
}

function soundOn(): boolean {
  const me = queries.getQueryData<Me>(meQuery.queryKey);
  return { ...DEFAULTS, ...me?.preferences }.sound;
}

/** What one says in another browser takes the draft along that stands there too. */
function heardOwn(messages: Message[], meId: string): void {
  for (const { conversation_id, author, client_key, seq } of messages) {
    if (author.id !== meId || !client_key || sentHere.has(client_key)) continue;
    changeThread(conversation_id, (thread) =>
      // A recall comes as the message it takes back.
      seq > lastSeq(thread.messages) ? { ...thread, draft: null, asked: performance.now() } : thread,
    );
  }
}

function onMessage(message: Message, meId: string): void {
  const id = message.conversation_id;
  if (message.client_key) outbox?.remove(message.client_key);
  heardOwn([message], meId);
  putMessages(id, [message]);
  touchRow(message, reading(id));
  if (message.kind !== 'visitor') return;
  useTyping.getState().put(id, 'visitor', '', false);
  if (!reading(id) && !message.recalled_at && soundOn()) ring('message');
}

function onFrame(frame: ServerFrame, meId: string): void {
  switch (frame.t) {
    case 'message':
      onMessage(frame.message, meId);
      break;
    case 'conversation': {
      const { conversation } = frame;
      const waits = conversation.state === 'open' && conversation.owner_id === '';
      if (waits && !waitingSeen.has(conversation.id) && soundOn()) ring('arrival');
      if (waits) waitingSeen.add(conversation.id);
      else waitingSeen.delete(conversation.id);
      putConversation(conversation, meId);
      break;
    }
    case 'gone':
      dropConversation(frame.conversation_id, frame.owner_id ?? '', meId);
      break;
    case 'typing':
      useTyping.getState().put(frame.conversation_id, frame.from, frame.name, frame.on);
      break;
    case 'read':
      putRead(frame.conversation_id, frame.who, frame.seq, meId);
      break;
    case 'gap':
      heardOwn(frame.messages, meId);
      putMessages(frame.conversation_id, frame.messages, frame.more);
      break;
    case 'resync':
      void queries.invalidateQueries({ queryKey: ['conversations'] });
      void queries.invalidateQueries({ queryKey: ['thread'] });
      void queries.invalidateQueries({ queryKey: labelsQuery.queryKey });
      recount();
      break;
    case 'welcome':
      void outbox?.flush();
      break;
  }
}

/** Binds socket, outbox and counts for one signed-in person. */
export function startDesk(me: Me): () => void {
  const box = ensureOutbox(me.id);
  const stopDrafted = startDrafted(me.id);
  const stopFrames = live.subscribe((frames) => {
    for (const frame of frames) onFrame(frame, me.id);
  });
  const observer = new QueryObserver(queries, countsQuery);
  // Who cannot be heard is not shown writing.
  const stopLine = live.subscribeStatus(() => live.status.state === 'open' || useTyping.setState({ who: {} }));
  const stopCounts = observer.subscribe(({ data }) => {
    if (data) useBadges.getState().set('conversation', data.mine_unread + data.queue);
  });
  const onStorage = (event: StorageEvent) => {
    if (event.key === box.storageKey) box.reload();
    const heard = heardDraft(me.id, event);
    if (heard) changeThread(heard.id, (thread) => ({ ...thread, draft: heard.now.text ? heard.now : null }));
  };
  const onLeave = (event: BeforeUnloadEvent) => {
    if (box.size > 0) event.preventDefault();
  };
  window.addEventListener('storage', onStorage);
  window.addEventListener('beforeunload', onLeave);
  const stopLeaving = whenLeaving(async () => {
    const saved = unsavedDrafts(me.id).map(({ id, draft }) => conversations.draft(id, draft));
    return (await Promise.allSettled(saved)).every(({ status }) => status === 'fulfilled');
  });
  const stopLeft = whenLeft(dropDrafts);
  void box.flush();
  return () => {
    stopLeaving();
    stopLeft();
    stopFrames();
    stopDrafted();
    stopCounts();
    stopLine();
    window.removeEventListener('storage', onStorage);
    window.removeEventListener('beforeunload', onLeave);
    outbox = undefined;
  };
}
