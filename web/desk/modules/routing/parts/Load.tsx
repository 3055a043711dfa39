import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../../../lib/i18n/i18n';
import { meQuery } from '../api';

/** How many of one's places are taken; amber when there is none left. */
export default function Load({ count }: { count?: number }) {
  const { t } = useTexts('routing');
  const { data } = useQuery(meQuery);
  if (!data || data.places === 0) return count === undefined ? null : <b>{count}</b>;
  const full = data.load >= data.places;
  return (
    <b
      className={full ? 'tab-full' : ''}
      title={t(full ? 'load.full' : 'load.title', { load: data.load, places: data.places })}
    >
      {data.load}/{data.places}
    </b>
  );
}
