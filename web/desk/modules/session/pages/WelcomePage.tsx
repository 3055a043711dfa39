import '../session.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Channel } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import type { Page } from '../../../../lib/api/types';
import { copy } from '../../../../lib/copy';
import { useTexts } from '../../../../lib/i18n/i18n';
import { onlyHere } from '../../../../lib/links/here';
import { Slot } from '../../../../lib/module/Slot';
import { useMe } from '../../../../lib/session/me';
import { Button } from '../../../../ui/Button';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';

/** The first minute: put the chat on the site, try it as a customer, invite colleagues. */
export default function WelcomePage() {
  const { t } = useTexts('session');
  const frame = useTexts('frame').t;
  const me = useMe();
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: () => api.get<Page<Channel>>('/channels', { kind: 'widget' }),
  });
  const snippet = channels.data?.rows[0]?.snippet ?? '';
  return (
    <main className="welcome">
      <h1>{t('welcome.title', { name: me?.name ?? '' })}</h1>
      <p>{t('welcome.text')}</p>
      <section className="welcome-card">
        <h2>
          <b>1</b> {t('welcome.install')}
        </h2>
        <p>{t('welcome.installText')}</p>
        {channels.isPending && <Skeleton rows={2} look="line" />}
        {channels.isError && <Problem error={channels.error} retry={() => void channels.refetch()} />}
        {snippet && <code className="welcome-code">{snippet}</code>}
        {onlyHere(snippet) && <p className="sub">{t('welcome.onlyHere')}</p>}
        <Button
          look="primary"
          disabled={!snippet}
          onClick={() => void copy(snippet).then((done) => done && toast(frame('copied')))}
        >
          {t('welcome.copy')}
        </Button>
      </section>
      <section className="welcome-card">
        <h2>
          <b>2</b> {t('welcome.try')}
        </h2>
        <p>{t('welcome.tryText')}</p>
        <a className="btn" href="/widget/demo" target="_blank" rel="noreferrer">
          {t('welcome.demo')}
        </a>
      </section>
      <section className="welcome-card">
        <h2>
          <b>3</b> {t('welcome.invite')}
        </h2>
        <p>{t('welcome.inviteText')}</p>
        <Link className="btn" to="/settings/staff">
          {t('welcome.toStaff')}
        </Link>
      </section>
      <Slot name="welcome.onwards" />
    </main>
  );
}
