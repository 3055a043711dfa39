import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { clientKey } from '../../../../lib/api/client';
import type { Colleague, Me, Mention } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { useCommands } from '../../../../lib/keys/commands';
import { composerAct, composing } from '../../../../lib/keys/keys';
import { late } from '../../../../lib/module/late';
import { pastedFiles } from '../../../../lib/paste';
import { can } from '../../../../lib/perm/perm';
import { usePreferences } from '../../../../lib/session/me';
import { isBlank } from '../../../../lib/text/blank';
import { Button, IconButton } from '../../../../ui/Button';
import { Icon } from '../../../../ui/Icon';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { conversations } from '../api';
import { ensureOutbox } from '../state/desk';
import { hasKeys, takenUp } from '../state/hand';
import { insertMention, mentionAt, mentioned } from '../state/mention';
import { type Mode, stand, ways } from '../state/stand';
import type { Thread } from '../state/thread';
import { useTellTyping, useTyping } from '../state/typing';
import { type UploadItem, useUploads } from '../state/uploads';
import { useAside } from '../state/useAside';
import { useDraft } from '../state/useDraft';
import type { Found } from './MentionList';

// Fetched while nobody waits for them: they must be there when the line is not.
const MentionList = late(() => import('./MentionList'));
const UploadTray = late(() => import('./UploadTray'));
const ClosedBar = late(() => import('./ClosedBar'));
const CutIn = late(() => import('./CutIn'));
setTimeout(() => {
  for (const one of [MentionList, UploadTray]) void one.preload();
  import('../state/sending').catch(() => {});
}, 3_000);

const MAX_TEXT = 10_000;
const SHOW_COUNT_FROM = 9_000;
const NO_FILES: UploadItem[] = [];

interface Props {
  thread: Thread;
  me: Me;
  onStep: (by: 1 | -1) => void;
}

/** The @-list: what is being looked for, who fits, who is picked. */
function useMentions(on: boolean) {
  const [spot, setSpot] = useState<{ from: number; query: string } | null>(null);
  const [at, setAt] = useState(0);
  const [picked, setPicked] = useState<Mention[]>([]);
  const found = useRef<Found>({ people: [], coming: false });
  const onFound = useCallback((next: Found) => {
    found.current = next;
  }, []);
  const look = (text: string, caret: number) => {
    const next = on ? mentionAt(text, caret) : null;
    // Whoever fitted the letters before is not picked by an Enter behind the new ones.
    if (next?.query !== spot?.query) found.current = { people: [], coming: next !== null };
    setSpot(next);
    setAt(0);
  };
  return { spot: on ? spot : null, setSpot, at, setAt, picked, setPicked, found, onFound, look };
}

export function Composer(props: Props) {
  if (props.thread.conversation.state === 'closed') {
    return <ClosedBar {...props} fallback={<div className="composer composer-closed" />} />;
  }
  return ways(props.thread.conversation, props.me).length > 0 && <OpenComposer {...props} />;
}

/** Conversations of colleagues in which this person has decided to speak to the customer. */
const cutIn = new Set<string>();

/** How one writes here: where a colleague serves, quietly until one has said otherwise. */
function useMode(thread: Thread, me: Me, kind: 'reply' | 'note') {
  const { id } = thread.conversation;
  const { watching } = stand(thread.conversation, me);
  const able = ways(thread.conversation, me);
  const [picked, setPicked] = useState<Mode>();
  const [asking, setAsking] = useState(false);
  const quiet = able[0] ?? 'note';
  const wanted = watching ? (picked ?? quiet) : kind;
  const mode = watching && wanted === 'reply' && !cutIn.has(id) ? quiet : wanted;
  return { watching, able, mode, setPicked, asking, setAsking };
}

/** A word to the colleague who serves; the customer does not see it. */
function useWhisper(id: string, done: () => void) {
  const frame = useTexts('frame').t;
  const key = useRef(clientKey());
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const whisper = async (text: string) => {
    if (busy || isBlank(text)) return;
    setBusy(true);
    setProblem('');
    try {
      await conversations.whisper(id, key.current, text.trim());
      key.current = clientKey();
      done();
    } catch (cause) {
      setProblem(explain(cause, frame));
    } finally {
      setBusy(false);
    }
  };
  return { whisper, problem };
}

function useSend(thread: Thread, me: Me, draft: { kind: 'reply' | 'note'; text: string }, picked: Mention[]) {
  const id = thread.conversation.id;
  const files = useUploads((uploads) => uploads.items[id]) ?? NO_FILES;
  const clear = useUploads((uploads) => uploads.clear);
  const sending = files.some((file) => file.state === 'sending');
  const ready = files.flatMap((file) => file.result ?? []);
  const length = [...draft.text].length;
  const able = !sending && length <= MAX_TEXT && (!isBlank(draft.text) || ready.length > 0);
  const send = (): boolean => {
    if (!able) return false;
    ensureOutbox(me.id).add({
      client_key: clientKey(),
      conversation_id: id,
      kind: draft.kind,
      text: draft.text.trim(),
      attachments: ready,
      mentions: draft.kind === 'note' ? mentioned(draft.text, picked) : [],
      interject: draft.kind === 'reply' && cutIn.has(id) && stand(thread.conversation, me).watching,
      created_at: new Date().toISOString(),
    });
    clear(id);
    return true;
  };
  return { files, sending, able, length, send };
}

interface KindProps {
  mode: Mode;
  able: Mode[];
  watching: boolean;
  hint: string;
  onPick: (mode: Mode) => void;
}

function KindSwitch({ mode, able, watching, hint, onPick }: KindProps) {
  const { t } = useTexts('conversation');
  const word = (one: Mode) => t(one === 'reply' && watching ? 'composer.cutIn' : `composer.${one}`);
  return (
    <div className="composer-kind">
      {able.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === mode}
          className={one === 'reply' ? '' : 'kind-note'}
          onClick={() => onPick(one)}
        >
          {one === 'note' && <Icon name="lock" size={14} />}
          {one === 'whisper' && <Icon name="eye" size={14} />}
          {word(one)}
        </button>
      ))}
      <span className="composer-hint" aria-live="polite">
        {hint}
      </span>
    </div>
  );
}

const SEND = { reply: 'composer.send', note: 'composer.saveNote', whisper: 'composer.sendWhisper' };

interface FootProps {
  mode: Mode;
  out: ReturnType<typeof useSend>;
  onAttach: (files: File[]) => void;
  onSend: () => void;
}

function Foot({ mode, out, onAttach, onSend }: FootProps) {
  const { t } = useTexts('conversation');
  const sendKey = usePreferences().send_key;
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="composer-foot">
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onAttach([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {mode !== 'whisper' && (
        <IconButton label={t('composer.attach')} onClick={() => picker.current?.click()}>
          <Icon name="clip" size={18} />
        </IconButton>
      )}
      <span className="composer-keys">
        {t(sendKey === 'enter' ? 'composer.keysEnter' : 'composer.keysCtrl')}
        {mode !== 'whisper' && t('composer.keysPaste')}
      </span>
      {out.length > SHOW_COUNT_FROM && (
        <span className={out.length > MAX_TEXT ? 'm-refused' : ''}>
          {out.length.toLocaleString()} / {MAX_TEXT.toLocaleString()}
        </span>
      )}
      <Button look="primary" className="composer-send" disabled={!out.able} onClick={onSend}>
        {out.sending ? t('upload.wait') : t(SEND[mode])}
      </Button>
    </div>
  );
}

/** When whoever was writing left the field because another conversation opened. */
let leftAt = Number.NEGATIVE_INFINITY;
const LOADING_MS = 5_000;

/**
 * Who writes, and goes on to another conversation, goes on writing, also when it
 * has to be loaded first. Who was just given a customer begins to; who was asked
 * to help begins with a note, as the customer must not read it.
 */
function useHand(field: RefObject<HTMLTextAreaElement | null>, id: string, mine: boolean, note: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is another begin
  useLayoutEffect(() => {
    const el = field.current;
    const given = history.state as { write?: string; help?: string } | null;
    const begins = given?.write === id || given?.help === id;
    if (given?.help === id) note();
    if ((begins && hasKeys()) || performance.now() - leftAt < LOADING_MS) el?.focus({ preventScroll: true });
    leftAt = Number.NEGATIVE_INFINITY;
    return () => {
      if (document.activeElement === el) leftAt = performance.now();
    };
  }, [id]);
  const begin = () => field.current?.focus({ preventScroll: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it may become one's own while it is open
  useLayoutEffect(() => {
    if (mine && hasKeys() && takenUp(id)) begin();
  }, [id, mine]);
  useCommands({ 'conversation.write': mine && hasKeys() && begin });
}

function OpenComposer({ thread, me, onStep }: Props) {
  const { t } = useTexts('conversation');
  const id = thread.conversation.id;
  const sendKey = usePreferences().send_key;
  const field = useRef<HTMLTextAreaElement>(null);
  const drafting = useDraft(me.id, id, thread);
  const { draft, change, saved } = drafting;
  const { watching, able, mode, setPicked, asking, setAsking } = useMode(thread, me, draft.kind);
  const { aside, takeUp } = useAside(thread, me, drafting, () => setPicked(undefined));
  const note = mode !== 'reply';
  const mentions = useMentions(mode === 'note');
  const out = useSend(thread, me, { kind: note ? 'note' : 'reply', text: draft.text }, mentions.picked);
  const add = useUploads((uploads) => uploads.add);
  const tell = useTellTyping(id);
  const typist = useTyping((typing) => typing.who[id]);
  const [over, setOver] = useState(false);
  const asked = useRef(false);
  useHand(field, id, thread.conversation.owner_id === me.id, () => draft.text === '' && change({ kind: 'note' }));
  // A colleague is answering: Enter rests so that two answers do not cross.
  const rival = !note && typist?.from === 'staff' ? typist.name : '';

  const focus = (next: Mode, sure = cutIn.has(id)) => {
    if (next === 'reply' && watching && !sure) {
      setAsking(true);
      return;
    }
    if (next === 'reply' && watching) cutIn.add(id);
    setPicked(next);
    setAsking(false);
    change(next === 'reply' ? { kind: 'reply' } : { kind: 'note', ...takeUp() });
    requestAnimationFrame(() => field.current?.focus());
  };
  const consult = () => {
    const text = `${draft.text.replace(/([A-Za-z0-9._-])$/, '$1 ')}@`;
    setPicked('note');
    change({ kind: 'note', text });
    asked.current = true;
  };
  // The list opens once the note is on the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only after a question was begun
  useEffect(() => {
    const el = field.current;
    if (!asked.current || mode !== 'note' || !el) return;
    asked.current = false;
    requestAnimationFrame(() => {
      el.focus();
      el.setSelectionRange(el.value.length, el.value.length);
      mentions.look(el.value, el.value.length);
    });
  }, [mode, draft.text]);
  useCommands({
    'conversation.reply': able.includes('reply') && (() => focus('reply')),
    'conversation.note': able.includes('note') && (() => focus('note')),
    'conversation.consult': can(me, 'conversation.note') && consult,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height
  useEffect(() => {
    const el = field.current;
    if (!el) return;
    el.style.height = 'auto';
    el.style.height = `${Math.min(el.scrollHeight, 220)}px`;
  }, [draft.text]);

  const write = (text: string, caret: number) => {
    change(watching ? { text, kind: note ? 'note' : 'reply' } : { text });
    mentions.look(text, caret);
    if (!note) tell(text !== '');
  };
  const quiet = useWhisper(id, () => change({ text: '', kind: 'reply' }));
  const send = () => {
    if (mode === 'whisper') {
      void quiet.whisper(draft.text);
      return;
    }
    if (!out.send()) return;
    tell(false);
    change({ text: '', kind: 'reply' });
    mentions.setPicked([]);
    field.current?.focus();
  };
  const attach = (files: File[]) => {
    if (files.length === 0) return;
    if (mode === 'whisper') {
      toast(t('composer.whisperFiles'));
      return;
    }
    add(id, files);
  };
  const pick = (person: Colleague) => {
    const el = field.current;
    if (!mentions.spot || !el) return;
    const next = insertMention(draft.text, mentions.spot.from, el.selectionStart, person.name);
    // At once, or a letter typed before the next paint would land behind the caret.
    flushSync(() => change({ text: next.text }));
    el.setSelectionRange(next.caret, next.caret);
    mentions.setPicked([...mentions.picked, { staff_id: person.id, name: person.name }]);
    mentions.setSpot(null);
  };
  const onMentionKey = (event: KeyboardEvent): boolean => {
    const { spot, at, setAt, setSpot } = mentions;
    const { people, coming } = mentions.found.current;
    if (!spot || composing(event)) return false;
    if (people.length === 0) {
      // Half a name is not sent because the list is slow.
      if (coming && (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey))) return true;
      if (event.key !== 'Escape' || !coming) return false;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + people.length) % people.length);
    else if (event.key === 'Enter' || event.key === 'Tab') {
      const person = people[at % people.length];
      if (person) pick(person);
    } else if (event.key === 'Escape') setSpot(null);
    else return false;
    return true;
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (onMentionKey(event)) {
      event.preventDefault();
      return;
    }
    const act = composerAct(event.nativeEvent, sendKey);
    if (act === 'none' || act === 'newline') return;
    event.preventDefault();
    if (act === 'leave') field.current?.blur();
    else if (act === 'next') onStep(1);
    else if (act === 'previous') onStep(-1);
    else if (act === 'send' && rival) return;
    else {
      send();
      if (act === 'send_next') onStep(1);
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    attach(files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    attach([...event.dataTransfer.files]);
  };
  const unowned = thread.conversation.owner_id === '';
  const hint = rival
    ? t('typing.rival', { name: rival })
    : draft.text === ''
      ? aside
        ? t('composer.aside')
        : unowned
          ? t('composer.willClaim')
          : ''
      : saved === 'none'
        ? ''
        : t(`draft.${saved}`);
  return (
    <div
      className={`composer ${note ? 'composer-note' : ''}`}
      data-over={over}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      role="presentation"
    >
      <KindSwitch mode={mode} able={able} watching={watching} hint={quiet.problem || hint} onPick={focus} />
      <div className="composer-box">
        {mentions.spot && (
          <MentionList query={mentions.spot.query} at={mentions.at} onFound={mentions.onFound} onPick={pick} />
        )}
        {out.files.length > 0 && <UploadTray id={id} items={out.files} />}
        <textarea
          ref={field}
          rows={2}
          value={draft.text}
          aria-label={note ? t(`composer.${mode}`) : t('composer.replyTo', { name: thread.conversation.customer.name })}
          aria-autocomplete={mode === 'note' ? 'list' : undefined}
          aria-controls={mentions.spot ? 'mention-list' : undefined}
          aria-activedescendant={mentions.spot ? `mention-${mentions.at}` : undefined}
          placeholder={
            note
              ? t(`composer.${mode}Placeholder`, { name: thread.conversation.owner_name })
              : t('composer.replyTo', { name: thread.conversation.customer.name })
          }
          onChange={(event) => write(event.target.value, event.target.selectionStart)}
          onKeyDown={onKey}
          onPaste={onPaste}
          onBlur={() => {
            tell(false);
            mentions.setSpot(null);
          }}
        />
        <Foot mode={mode} out={out} onAttach={attach} onSend={send} />
      </div>
      {over && <div className="drop">{t('upload.drop')}</div>}
      {asking && <CutIn thread={thread} onGo={() => focus('reply', true)} onClose={() => setAsking(false)} />}
    </div>
  );
}
