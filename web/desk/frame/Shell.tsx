import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { loadTexts, locale, useTexts } from '../../lib/i18n/i18n';
import { actOf, useCommands } from '../../lib/keys/commands';
import { type Hotkey, listen } from '../../lib/keys/keys';
import type { ServerFrame } from '../../lib/live/frames';
import { live, useFrames } from '../../lib/live/live';
import { late } from '../../lib/module/late';
import { type Module, modules, useModules, wholeDesk } from '../../lib/module/module';
import { Slot, warm } from '../../lib/module/Slot';
import { canAny } from '../../lib/perm/perm';
import { useBadges } from '../../lib/session/badges';
import { applyTheme, useMe, usePreferences } from '../../lib/session/me';
import { setServerNow } from '../../lib/time/time';
import { Dialog } from '../../ui/Dialog';
import { frameCommands } from './commands';
import { Rail } from './Rail';
import { Strip } from './Strip';

const HelpSheet = late(async () => {
  const [sheet] = await Promise.all([import('./HelpSheet'), wholeDesk().then(() => loadTexts('more'))]);
  return sheet;
});

function useHotkeys(): void {
  const navigate = useNavigate();
  const me = useMe();
  const keys = useRef<() => Hotkey[]>(() => []);
  keys.current = () =>
    [...frameCommands, ...modules().flatMap((module) => module.commands ?? [])].flatMap((command) => {
      if (!command.combo || !canAny(me, command.permissions ?? [])) return [];
      const { combo, typing, lone, to } = command;
      const act = to ? () => void navigate({ to }) : actOf(command.id);
      return act ? [{ combo, typing, lone, run: act }] : [];
    });
  useEffect(() => listen(() => keys.current()), []);
}

function useModulesStarted(): void {
  const me = useMe();
  const id = me?.id;
  const latest = useRef(me);
  latest.current = me;
  const known = useModules();
  const running = useRef(new Map<Module, () => void>());
  useEffect(() => {
    const person = latest.current;
    if (!id || !person) return;
    for (const module of known) {
      if (module.start && !running.current.has(module)) running.current.set(module, module.start(person));
    }
  }, [id, known]);
  useEffect(() => {
    if (!id) return;
    const stops = running.current;
    live.start();
    return () => {
      for (const stop of stops.values()) stop();
      stops.clear();
      live.stop();
    };
  }, [id]);
}

const followClock = (frames: ServerFrame[]) => {
  for (const frame of frames) if (frame.t === 'welcome') setServerNow(frame.now);
};

function useTitle(): void {
  const { t } = useTexts('frame');
  const counts = useBadges((badges) => badges.counts);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  useEffect(() => {
    document.title = `${total > 0 ? `(${total > 99 ? '99+' : total}) ` : ''}${t('title')}`;
  }, [total, t]);
}

const IDLE_MS = 2_000;

/** Stands in until the palette is here; what is typed meanwhile goes with it. */
function PaletteSoon({ onType, onClose }: { onType: (typed: string) => void; onClose: () => void }) {
  const { t } = useTexts('frame');
  return (
    <Dialog title={t('search')} closeLabel={t('close')} onClose={onClose} look="palette" hideTitle>
      <input className="input" aria-label={t('search')} onChange={(event) => onType(event.target.value)} />
    </Dialog>
  );
}

export function Shell() {
  const { t } = useTexts('frame');
  const me = useMe();
  const preferences = usePreferences();
  const [sheet, setSheet] = useState<'' | 'palette' | 'help'>('');
  const early = useRef('');
  const path = useRouterState({ select: (state) => state.location.pathname });
  useHotkeys();
  useModulesStarted();
  useFrames(followClock);
  useTitle();
  useCommands({
    'frame.palette': () => setSheet('palette'),
    'frame.search': () => setSheet('palette'),
    'frame.help': () => setSheet('help'),
  });
  useEffect(() => {
    document.documentElement.dataset.density = preferences.density;
  }, [preferences.density]);
  useEffect(() => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => applyTheme(me?.theme ?? 'system');
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [me?.theme]);
  useEffect(() => {
    const timer = setTimeout(() => void warm('frame.palette').catch(() => {}), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  const close = () => {
    early.current = '';
    setSheet('');
  };
  const keep = (typed: string) => {
    early.current = typed;
  };
  return (
    <div className="app" data-area={path.split('/')[1]} lang={locale()}>
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <div className="strips">
        <Strip />
        <Slot name="frame.strip" />
      </div>
      <Rail onSearch={() => setSheet('palette')} />
      <div className="stage" id="main" tabIndex={-1}>
        <Outlet />
      </div>
      <Slot name="frame.over" />
      {sheet === 'palette' && (
        <Slot
          name="frame.palette"
          fallback={<PaletteSoon onType={keep} onClose={close} />}
          early={early}
          onClose={close}
          onHelp={() => setSheet('help')}
        />
      )}
      {sheet === 'help' && <HelpSheet onClose={close} />}
    </div>
  );
}
