import { useTexts } from '../../../../lib/i18n/i18n';
import { Icon } from '../../../../ui/Icon';
import { Menu } from '../../../../ui/Menu';
import { SORTS, type Sort } from '../state/list';

export default function ListSort({ value, onChange }: { value: Sort; onChange: (sort: Sort) => void }) {
  const { t } = useTexts('conversation');
  return (
    <Menu
      label={t('sort.by', { name: t(`sort.${value}`) })}
      className="list-filter"
      button={
        <>
          {t(`sort.${value}`)}
          <Icon name="down" size={14} />
        </>
      }
      items={SORTS.map((one) => ({
        id: one,
        label: t(`sort.${one}`),
        checked: one === value,
        onPick: () => onChange(one),
      }))}
    />
  );
}
