// What a visitor is told while nobody can serve them: the place in line, the
// hours, and the form for a message. Loaded when there is something to tell.
import { useLayoutEffect, useMemo, useReducer } from 'preact/hooks';
import type { PartScript } from '../parts';
import { inLine } from '../queue';
import { CROWDED, type Shell } from '../shell';
import { Bar } from './Bar';
import type { FormValues } from './check';
import { Form, type FormHost } from './Form';
import css from './part.css?inline';
import { partTranslator } from './texts';
import { openingLabel, type Reader, toWords } from './words';

function Part({ shell }: { shell: Shell }) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => shell.watch(() => redraw(undefined)), [shell]);
  const { language } = shell.deps;
  const t = useMemo(() => partTranslator(language), [language]);
  const { session, queue, noting } = shell;
  const reader = { t, language, now: Date.now() + session.clockSkew };
  // The words of the form do not move while it is filled in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: made when it is opened
  const host = useMemo(() => (noting ? toHost(shell, reader) : null), [shell, noting]);
  const words = noting || session.blocked ? null : toWords(session.conversation, queue.prospect, reader);
  return (
    <>
      <Bar shell={shell} words={words} t={t} />
      {host && <Form host={host} />}
    </>
  );
}

function toHost(shell: Shell, reader: Reader): FormHost {
  const { session, queue, compose, store } = shell;
  const { identity } = shell.deps;
  const waiting = inLine(session.conversation);
  const standing = waiting ?? queue.prospect;
  const closed = standing ? !standing.open : false;
  const calls = waiting?.callback === true && !closed;
  const { draft } = compose;
  const { outbox } = session;
  // What was said to a full house.
  const unheard = outbox.items().filter((item) => item.code === CROWDED && item.text);
  const { rows } = session.thread;
  const said = waiting
    ? rows.filter((row) => row.from === 'visitor' && row.conversation_id === session.conversation?.id)
    : [];
  return {
    t: reader.t,
    closed,
    callsBack: calls,
    opening: closed ? openingLabel(standing?.next_opening ?? null, reader) : '',
    start: {
      name: identity?.name ?? '',
      contact: identity?.phone || (calls ? '' : identity?.email) || '',
      matter: [...said.map((row) => row.text), ...unheard.map((item) => item.text), draft].filter(Boolean).join('\n'),
    },
    kept: () => withWords(store.read<FormValues | null>('note', null), unheard),
    keep: (values) => (values ? store.write('note', values) : store.drop('note')),
    send: async (note) => {
      const taken = await queue.leaveNote(note);
      for (const { key, text, attachments } of unheard) {
        if (attachments.length === 0 && note.matter.includes(text)) outbox.passOn(key, shell.deps.t('noted'));
      }
      // What went into the message is not waiting to be sent any more.
      if (draft && compose.draft === draft && note.matter.includes(draft.trim())) compose.write('');
      return taken;
    },
    back: () => shell.note(false),
  };
}

/** A message begun before goes on with what has been said since. */
function withWords(kept: FormValues | null, unheard: readonly { text: string }[]): FormValues | null {
  if (!kept) return null;
  const news = unheard.map((item) => item.text).filter((text) => !kept.matter.includes(text));
  if (news.length === 0) return kept;
  return { ...kept, matter: [kept.matter, ...news].filter(Boolean).join('\n'), key: '' };
}

(document.currentScript as PartScript | null)?.tiexin?.take({ Part, css });
