import '../customer.css';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { brief } from '../../../../lib/time/time';
import { Button, IconButton } from '../../../../ui/Button';
import { Avatar, Empty, Skeleton } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import { Problem } from '../../../../ui/Problem';
import { customersQuery } from '../api';
import Panel from '../parts/Panel';
import { reachedBy } from '../parts/reached';

export default function CustomersPage() {
  const { t } = useTexts('customer');
  const { id } = useParams({ strict: false }) as { id?: string };
  const search = useSearch({ strict: false }) as { q?: string };
  const navigate = useNavigate();
  const [q, setQ] = useState(String(search.q ?? ''));
  const late = useDeferredValue(q.trim());
  const query = useInfiniteQuery({ ...customersQuery(late), placeholderData: keepPreviousData });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className="people" data-pane={id ? 'one' : 'list'}>
      <section className="people-list" aria-label={t('title')}>
        <div className="people-head">
          <h1>{t('title')}</h1>
          <input
            className="input"
            type="search"
            aria-label={t('find')}
            placeholder={t('find')}
            value={q}
            onChange={(event) => setQ(event.target.value)}
          />
        </div>
        {query.isPending && <Skeleton rows={6} />}
        {query.isError && <Problem error={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && rows.length === 0 && (
          <Empty
            title={late ? t('noneFound') : t('none')}
            text={late ? t('noneFoundText') : t('noneText')}
            action={late ? <Button onClick={() => setQ('')}>{t('clear')}</Button> : undefined}
          />
        )}
        <ul>
          {rows.map((row) => (
            <li key={row.id}>
              <Link to="/customers/$id" params={{ id: row.id }} activeProps={{ 'aria-current': 'true' }}>
                <Avatar name={row.name} />
                <span>
                  <b>{row.name}</b>
                  <small>{reachedBy(row)}</small>
                </span>
                <time dateTime={row.last_seen_at}>{brief(row.last_seen_at, locale())}</time>
              </Link>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Button className="people-more" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </section>
      <main className="people-one">
        {id ? (
          <div className="people-card">
            <IconButton className="only-phone" label={t('back')} onClick={() => void navigate({ to: '/customers' })}>
              <Icon name="back" />
            </IconButton>
            <Panel key={id} customerId={id} />
          </div>
        ) : (
          <Empty title={t('pick')} text={t('pickText')} />
        )}
      </main>
    </div>
  );
}
