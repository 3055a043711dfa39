import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Drawer, Form } from 'antd';
import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { FormClash } from '../../../../ui/admin/FormDrawer';
import { PageHead } from '../../../../ui/admin/PageHead';
import { Clashed, useRecord } from '../../../../ui/admin/useRecord';
import { Empty, Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { again, type Queue, queuesQuery } from '../api';
import { RULES, refuse, type Values, valuesOf } from '../state/form';
import { say } from '../state/say';
import { useSources } from '../state/sources';
import Preview from './Preview';
import { ProblemLine } from './QueueCard';
import { Numbers, Who } from './QueueFields';

const NUMBERS = Object.keys(RULES).map((key) => `rules.${key}`);
const FIELDS = ['name', 'unit_id', 'mode', 'hours_id', 'members', 'channels', 'needs', 'serves', 'enabled', ...NUMBERS];

function Editor({ queue }: { queue: Queue | null }) {
  const { t } = useTexts('routing');
  const frame = useTexts('frame').t;
  const go = useNavigate();
  const from = useSources();
  const [form] = Form.useForm<Values>();
  const [opened] = useState(queue);
  const record = useRecord('/routing/queues', opened);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [trying, setTrying] = useState(false);
  const fresh: Partial<Values> = {
    unit_id: from.units.find((unit) => !unit.parent_id)?.id,
    enabled: true,
    mode: 'offer',
    hours_id: '',
    everybody: true,
    members: [],
    channels: [],
    needs: [],
    serves: '',
    rules: RULES,
  };
  const save = async () => {
    setProblem(null);
    let values: Values;
    try {
      await form.validateFields();
      values = form.getFieldsValue(true);
    } catch {
      return;
    }
    values.rules = { ...values.rules, overflow_queue_id: values.rules.overflow_queue_id ?? '' };
    setBusy(true);
    try {
      const { enabled, ...rest } = values;
      await record.save(queue ? values : rest);
      await again('queues', 'wall', 'seats');
      toast(t('saved'));
      void go({ to: '/settings/queues' as string });
    } catch (cause) {
      if (!(cause instanceof Clashed) && !refuse(form, cause, FIELDS)) setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead
        title={queue ? queue.name : t('queue.add')}
        text={t('queue.text')}
        act={queue && <Button onClick={() => setTrying(true)}>{t('why.try')}</Button>}
      />
      {queue && trying && (
        <Drawer
          open
          title={t('why.tryOf', { name: queue.name })}
          size={Math.min(520, window.innerWidth)}
          onClose={() => setTrying(false)}
        >
          <Preview queue={queue} from={from} />
        </Drawer>
      )}
      {queue?.problems?.map((one) => (
        <ProblemLine key={one} problem={one} id={queue.id} />
      ))}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        className="queue-form"
        initialValues={queue ? valuesOf(queue) : fresh}
        onFinish={() => void save()}
        scrollToFirstError={{ focus: true }}
      >
        <Who queue={queue} from={from} />
        <Numbers queue={queue} from={from} />
        {problem !== null && <Problem error={problem} />}
        <FormClash
          form={form}
          of={record.clash(
            valuesOf,
            (path) => t(`field.${path.replace('rules.', '')}`),
            (path, value) => say(t, path, value, from),
          )}
        />
        <div className="queue-acts">
          <Button type="primary" htmlType="submit" loading={busy}>
            {frame('save')}
          </Button>
          <Link to={'/settings/queues' as string}>{frame('cancel')}</Link>
        </div>
      </Form>
    </>
  );
}

export function QueueEditor({ id }: { id: string }) {
  const { t } = useTexts('routing');
  const query = useQuery({ ...queuesQuery, staleTime: 0 });
  const units = useSources().units;
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending || units.length === 0) return <Skeleton rows={8} look="line" />;
  if (id === 'new') return <Editor queue={null} />;
  const queue = query.data.rows.find((row) => row.id === id);
  if (!queue) {
    return (
      <Empty title={t('queue.missing')} action={<Link to={'/settings/queues' as string}>{t('queues.title')}</Link>} />
    );
  }
  return <Editor key={queue.id} queue={queue} />;
}
