import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Shell } from '../shell';
import type { PartTranslate } from './texts';
import type { Words } from './words';

interface BarProps {
  shell: Shell;
  words: Words | null;
  t: PartTranslate;
}

/** Where the visitor stands in line, or that nobody is there; and what to do instead. */
export function Bar({ shell, words, t }: BarProps) {
  const [told, setTold] = useState('');
  const key = words?.key ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each place, not for each estimate
  useEffect(() => setTold(words?.text ?? ''), [key]);
  return (
    <>
      <div class="hidden" role="status">
        {told}
      </div>
      {words && (
        <div class="wait" data-busy={words.busy || undefined} role="group" aria-label={t('queue')}>
          {shell.leaving && words.waits ? (
            <Ask shell={shell} callsBack={words.callsBack} t={t} />
          ) : (
            <Stand shell={shell} words={words} t={t} />
          )}
        </div>
      )}
    </>
  );
}

function Stand({ shell, words, t }: { shell: Shell; words: Words; t: PartTranslate }) {
  return (
    <>
      <p>{words.text}</p>
      <div class="acts">
        {words.mayLeaveNote && (
          <button type="button" class="instead" onClick={() => shell.note(true)}>
            {t(words.again ? 'again' : words.callsBack ? 'call_instead' : words.waits ? 'note_instead' : 'note')}
          </button>
        )}
        {words.waits && (
          <button type="button" class="link" onClick={() => shell.askLeave(true)}>
            {t('leave')}
          </button>
        )}
      </div>
    </>
  );
}

function Ask({ shell, callsBack, t }: { shell: Shell; callsBack: boolean; t: PartTranslate }) {
  const stay = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => stay.current?.focus(), []);
  const leave = () => {
    shell.askLeave(false);
    shell.queue.leave().catch(() => shell.compose.say(t('leave_failed')));
  };
  return (
    <>
      <p id="leave">{t('leave_ask')}</p>
      <div class="acts" role="group" aria-labelledby="leave">
        <button ref={stay} type="button" class="instead" onClick={() => shell.askLeave(false)}>
          {t('leave_no')}
        </button>
        <button type="button" class="instead" onClick={() => shell.note(true)}>
          {t(callsBack ? 'call_instead' : 'note_instead')}
        </button>
        <button type="button" class="instead" onClick={leave}>
          {t('leave_yes')}
        </button>
      </div>
    </>
  );
}
