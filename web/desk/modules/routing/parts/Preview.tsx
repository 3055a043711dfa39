import { useQuery } from '@tanstack/react-query';
import { DatePicker, Form, Select, Switch } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { type Fictitious, type Queue, routing } from '../api';
import type { Sources } from '../state/sources';
import { Explanation } from './Explanation';

const GRADES = ['', 'A', 'B', 'C', 'D'] as const;
const LANGUAGES = ['', 'zh-CN', 'zh-TW', 'en'] as const;

type Values = Omit<Fictitious, 'at'> & { at?: Dayjs | null };

/** Tries a queue with a customer who is only thought of; what is saved counts. */
export default function Preview({ queue, from }: { queue: Queue; from: Sources }) {
  const { t } = useTexts('routing');
  const [who, setWho] = useState<Fictitious>({});
  const query = useQuery({
    queryKey: ['routing', 'preview', queue.id, queue.version, who],
    queryFn: () => routing.preview(queue.id, who),
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const people = from.seats.map((seat) => ({ value: seat.staff_id, label: seat.name }));
  return (
    <>
      <p className="queue-hint">{t('why.tryText')}</p>
      <Form<Values>
        layout="vertical"
        className="why-form"
        initialValues={{ grade: '', language: '' }}
        onValuesChange={(_, { at, ...rest }) => setWho({ ...rest, at: at?.toISOString() })}
      >
        <Form.Item name="grade" label={t('why.grade')}>
          <Select options={GRADES.map((value) => ({ value, label: value || t('why.any') }))} />
        </Form.Item>
        <Form.Item name="vip" label={t('why.vip')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="language" label={t('why.language')}>
          <Select options={LANGUAGES.map((value) => ({ value, label: value || t('why.any') }))} />
        </Form.Item>
        <Form.Item name="steward_id" label={t('why.steward')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('why.none')} options={people} />
        </Form.Item>
        <Form.Item name="last_id" label={t('why.last')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('why.none')} options={people} />
        </Form.Item>
        <Form.Item name="at" label={t('why.at')}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" placeholder={t('why.now')} />
        </Form.Item>
      </Form>
      {query.isError && <Problem error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={4} look="line" />}
      {query.data && !query.isError && <Explanation value={query.data} />}
    </>
  );
}
