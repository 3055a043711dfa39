import { Link, useNavigate } from '@tanstack/react-router';
import { locale, useTexts } from '../../lib/i18n/i18n';
import { type Area, modules } from '../../lib/module/module';
import { Slot } from '../../lib/module/Slot';
import { canAny } from '../../lib/perm/perm';
import { useBadges } from '../../lib/session/badges';
import { applyTheme, patchMe, useMe } from '../../lib/session/me';
import { Avatar } from '../../ui/bits';
import { Icon } from '../../ui/Icon';
import { Menu } from '../../ui/Menu';
import { signOut } from './signout';

export function useNav(area: Area) {
  const me = useMe();
  return modules()
    .flatMap((module) => module.nav ?? [])
    .filter(
      (entry) => entry.area === area && canAny(me, entry.permissions ?? []) && (!me || entry.when?.(me) !== false),
    )
    .sort((a, b) => a.order - b.order);
}

function Badge({ name }: { name?: string }) {
  const { t } = useTexts('frame');
  const count = useBadges((badges) => (name ? (badges.counts[name] ?? 0) : 0));
  if (count === 0) return null;
  return (
    <span className="rail-badge">
      {count > 99 ? '99+' : count}
      <span className="sr">{t('unread')}</span>
    </span>
  );
}

function AccountMenu() {
  const { t } = useTexts('frame');
  const me = useMe();
  const navigate = useNavigate();
  const dark = document.documentElement.dataset.theme === 'dark';
  const switchTheme = () => {
    const theme = dark ? 'light' : 'dark';
    applyTheme(theme);
    void patchMe({ theme }).catch(() => {});
  };
  return (
    <Menu
      label={t('account', { name: me?.name ?? '' })}
      className="rail-me"
      align="left"
      up
      button={<Avatar name={me?.name ?? ''} />}
      items={[
        { id: 'me', label: t('profile'), onPick: () => void navigate({ to: '/settings/me' }) },
        { id: 'theme', label: dark ? t('theme.light') : t('theme.dark'), onPick: switchTheme },
        { id: 'out', label: t('signOut'), onPick: () => void signOut(t) },
      ]}
    />
  );
}

/** How many entries a phone's bar has room for beside search, settings and oneself. */
const ON_PHONES = 3;

export function Rail({ onSearch }: { onSearch: () => void }) {
  const { t } = useTexts('frame');
  const entries = useNav('rail');
  const navigate = useNavigate();
  const rest = entries.length > ON_PHONES + 1 ? entries.slice(ON_PHONES) : [];
  return (
    <nav className="rail" aria-label={t('nav')}>
      <span className="rail-logo" aria-hidden="true">
        贴
      </span>
      {entries.map((entry) => (
        <Link
          key={entry.to}
          to={entry.to}
          className={rest.includes(entry) ? 'rail-link rail-rest' : 'rail-link'}
          activeProps={{ 'aria-current': 'page' }}
        >
          <Icon name={entry.icon} />
          {entry.label[locale()]}
          <Badge name={entry.badge} />
        </Link>
      ))}
      {rest.length > 0 && (
        <span className="rail-more">
          <Menu
            label={t('more')}
            className="rail-link"
            up
            button={
              <>
                <Icon name="more" />
                {t('more')}
              </>
            }
            items={rest.map((entry) => ({
              id: entry.to,
              label: entry.label[locale()],
              onPick: () => void navigate({ to: entry.to }),
            }))}
          />
        </span>
      )}
      <button type="button" className="rail-link" onClick={onSearch} aria-haspopup="dialog">
        <Icon name="search" />
        {t('search')}
      </button>
      <span className="rail-gap" />
      <Link to="/settings" className="rail-link" activeProps={{ 'aria-current': 'page' }}>
        <Icon name="settings" />
        {t('settings')}
      </Link>
      <Slot name="frame.rail" />
      <AccountMenu />
    </nav>
  );
}
