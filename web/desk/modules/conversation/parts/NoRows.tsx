import { useQuery } from '@tanstack/react-query';
import type { Tab } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Empty } from '../../../../ui/bits';
import { countsQuery } from '../api';
import type { Filter } from '../state/list';

/** What an empty list says, and where to go from it. */
export default function NoRows({ filter, onTab }: { filter: Filter; onTab: (tab: Tab) => void }) {
  const { t } = useTexts('conversation');
  const { data } = useQuery(countsQuery);
  const filtered = Boolean(filter.label_id || filter.channel_id);
  const key = filtered ? 'filtered' : filter.tab;
  const queue = data?.queue ?? 0;
  const action =
    !filtered && filter.tab === 'mine' && queue > 0 ? (
      <button type="button" className="btn btn-primary" onClick={() => onTab('queue')}>
        {t('empty.toQueue', { count: queue })}
      </button>
    ) : !filtered && filter.tab === 'queue' ? (
      <button type="button" className="btn" onClick={() => onTab('mine')}>
        {t('empty.toMine')}
      </button>
    ) : !filtered && filter.tab === 'mine' ? (
      <a className="btn" href="/widget/demo" target="_blank" rel="noreferrer">
        {t('empty.demo')}
      </a>
    ) : undefined;
  return <Empty title={t(`empty.${key}.title`)} text={t(`empty.${key}.text`)} action={action} />;
}
