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

type Slot = 'chat' | 'callback';
type Held = Pick<Seat, 'name' | 'places' | 'own' | 'load'>;

const held = (seat: Seat, slot: Slot): Held => (slot === 'chat' ? seat : { name: seat.name, ...seat.callback });

/** Places of one person; kept when the field is left or Enter is pressed. */
function Own({ seat, slot, onSave }: { seat: Held; slot: Slot; onSave: (places: number | null) => Promise<string> }) {
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
        aria-label={t(`places.ownOf_${slot}`, { name: seat.name })}
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
            aria-label={t(`places.of_${slot}`, { name: seat.name })}
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
  const save = async (seat: Seat, slot: Slot, places: number | null) => {
    try {
      await api.put(`/routing/seats/${seat.staff_id}`, { slot, places });
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
          ...(['chat', 'callback'] as const).flatMap((slot) => [
            {
              title: t(`places.now_${slot}`),
              render: (_: unknown, row: Seat) =>
                t('wall.load', { load: held(row, slot).load, places: held(row, slot).places }),
            },
            {
              title: t(`places.own_${slot}`),
              render: (_: unknown, row: Seat) =>
                manages ? (
                  <Own
                    key={`${slot}/${held(row, slot).own}/${held(row, slot).places}`}
                    seat={held(row, slot)}
                    slot={slot}
                    onSave={(places) => save(row, slot, places)}
                  />
                ) : (
                  held(row, slot).places
                ),
            },
          ]),
        ]}
      />
    </>
  );
}
