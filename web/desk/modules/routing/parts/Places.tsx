import { Button, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { ListTable } from '../../../../ui/admin/ListTable';
import { usePaged } from '../../../../ui/admin/usePaged';
import { explain } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type Seat } from '../api';

/** Places of one person; kept when the field is left or Enter is pressed. */
function Own({ seat, onSave }: { seat: Seat; onSave: (places: number | null) => Promise<string> }) {
  const { t } = useTexts('routing');
  const [value, setValue] = useState<number | null>(seat.places);
  const [wrong, setWrong] = useState('');
  const keep = async (next: number | null) => {
    setWrong('');
    setWrong(await onSave(next));
  };
  const changed = value !== null && value !== seat.places;
  return (
    <div className="seat">
      <Switch
        size="small"
        checked={seat.own}
        aria-label={t('places.ownOf', { name: seat.name })}
        onChange={(on) => void keep(on ? seat.places : null)}
      />
      {seat.own ? (
        <>
          <InputNumber
            min={0}
            max={100}
            precision={0}
            value={value}
            status={wrong ? 'error' : undefined}
            aria-label={t('places.of', { name: seat.name })}
            onChange={setValue}
            onPressEnter={() => changed && void keep(value)}
          />
          {changed && (
            <Button size="small" type="primary" onClick={() => void keep(value)}>
              {t('places.save')}
            </Button>
          )}
        </>
      ) : (
        <span>{t('places.house', { count: seat.places })}</span>
      )}
      {wrong && (
        <p className="field-error" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

/** How many customers each person looks after at a time. */
export function Places() {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const manages = can(useMe(), 'routing.manage');
  const query = usePaged<Seat>('/routing/seats');
  const save = async (seat: Seat, places: number | null) => {
    try {
      await api.put(`/routing/seats/${seat.staff_id}`, { places });
      toast(t('places.saved', { name: seat.name }));
      await Promise.all([query.refetch(), again('seats', 'wall')]);
      return '';
    } catch (cause) {
      return explain(cause, frame);
    }
  };
  return (
    <>
      <p className="queue-hint">{t('places.text')}</p>
      <ListTable
        query={query}
        rowKey="staff_id"
        more={t('more')}
        empty={{ title: t('places.none') }}
        columns={[
          { title: t('places.who'), dataIndex: 'name' },
          { title: t('places.now'), render: (_, row) => t('wall.load', { load: row.load, places: row.places }) },
          {
            title: t('places.own'),
            render: (_, row) =>
              manages ? (
                <Own key={`${row.own}/${row.places}`} seat={row} onSave={(places) => save(row, places)} />
              ) : (
                row.places
              ),
          },
        ]}
      />
    </>
  );
}
