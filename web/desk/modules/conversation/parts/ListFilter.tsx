import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Icon } from '../../../../ui/Icon';
import { Menu } from '../../../../ui/Menu';
import { labelsQuery } from '../api';
import { Dot } from './Dot';

export default function ListFilter({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useTexts('conversation');
  const { data } = useQuery(labelsQuery);
  const labels = data?.rows ?? [];
  const picked = labels.find((label) => label.id === value);
  if (labels.length === 0) return null;
  return (
    <Menu
      label={t('filter.by', { name: picked?.name ?? t('filter.all') })}
      className="list-filter"
      button={
        <>
          {picked ? <Dot colour={picked.colour} /> : <Icon name="label" size={15} />}
          {picked?.name ?? t('filter.all')}
          <Icon name="down" size={14} />
        </>
      }
      items={[
        { id: '', label: t('filter.all'), onPick: () => onChange('') },
        ...labels.map((label) => ({
          id: label.id,
          label: (
            <>
              <Dot colour={label.colour} /> {label.name}
            </>
          ),
          onPick: () => onChange(label.id),
        })),
      ]}
    />
  );
}
