import './settings.css';
import { Link, Navigate, Outlet, useRouterState } from '@tanstack/react-router';
import { locale, useTexts } from '../../lib/i18n/i18n';
import { Icon } from '../../ui/Icon';
import { AntRoot } from './AntRoot';
import { useNav } from './Rail';

/** Settings: its own menu at the left, on phones a list that opens one page at a time. */
export default function SettingsLayout() {
  const { t } = useTexts('frame');
  const account = useNav('account');
  const settings = useNav('settings');
  const path = useRouterState({ select: (state) => state.location.pathname }).replace(/\/$/, '');
  const home = path === '/settings';
  const wide = matchMedia('(min-width: 721px)').matches;
  if (home && wide) return <Navigate to={settings[0]?.to ?? account[0]?.to ?? '/inbox'} replace />;
  const group = (title: string, entries: typeof account) =>
    entries.length > 0 && (
      <div className="set-group">
        <h2>{title}</h2>
        {entries.map((entry) => (
          <Link key={entry.to} to={entry.to} activeOptions={{ exact: true }} activeProps={{ 'aria-current': 'page' }}>
            <Icon name={entry.icon} size={18} />
            {entry.label[locale()]}
          </Link>
        ))}
      </div>
    );
  return (
    <AntRoot>
      <div className="set" data-home={home}>
        <nav className="set-nav" aria-label={t('settings')}>
          {group(t('groupOrganisation'), settings)}
          {group(t('groupMine'), account)}
        </nav>
        <main className="set-page">
          <Link to="/settings" className="set-back">
            <Icon name="back" size={18} />
            {t('settings')}
          </Link>
          <Outlet />
        </main>
      </div>
    </AntRoot>
  );
}
