import { App, Button, Form, Input, Radio, Segmented } from 'antd';
import { useState } from 'react';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import type { components } from '../../../../lib/api/schema';
import { useKey } from '../../../../lib/api/useKey';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { useMe } from '../../../../lib/session/me';
import { full } from '../../../../lib/time/time';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { ListTable } from '../../../../ui/admin/ListTable';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { explain } from '../../../../ui/Problem';
import { endOf, SPANS, type Span } from '../parts/blocks';

type Block = components['schemas']['ChannelBlockView'];

interface Values {
  address: string;
  span: Span;
  reason: string;
}

const refresh = () => queries.invalidateQueries({ queryKey: ['/blocks'] });

/** Who is kept out, why and until when. */
export default function BlocksPage() {
  const { t } = useTexts('channel');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const everywhere = useMe()?.permissions['channel.block'] === 'all';
  const [all, setAll] = useState(false);
  const [adding, setAdding] = useState(false);
  const query = usePaged<Block>('/blocks', all ? { all: true } : {});
  const key = useKey(adding);
  const submit = async ({ address, span, reason }: Values) => {
    await api.post('/blocks', { client_key: key, address, reason, ends_at: endOf(span) });
    await refresh();
    setAdding(false);
  };
  const lift = (block: Block) =>
    modal.confirm({
      title: t('block.liftAsk', { name: block.name }),
      okText: t('block.lift'),
      onOk: async () => {
        try {
          await api.post(`/blocks/${block.id}/lift`);
          await refresh();
        } catch (cause) {
          modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
        }
      },
    });
  const state = (block: Block) => {
    if (block.lifted_at)
      return t('block.lifted', { name: block.lifted_by_name ?? '', time: full(block.lifted_at, locale()) });
    return t(block.counts ? 'block.until' : 'block.ended', { time: full(block.ends_at, locale()) });
  };
  return (
    <>
      <PageHead
        title={t('block.title')}
        text={t('block.text')}
        act={everywhere && <Button onClick={() => setAdding(true)}>{t('block.addAddress')}</Button>}
      />
      <Segmented
        value={all ? 'all' : 'now'}
        options={[
          { value: 'now', label: t('block.now') },
          { value: 'all', label: t('block.all') },
        ]}
        onChange={(value) => setAll(value === 'all')}
      />
      <ListTable
        query={query}
        rowKey="id"
        more={t('more')}
        empty={{ title: t('block.none'), text: t('block.noneText') }}
        columns={[
          { title: t('block.name'), dataIndex: 'name' },
          { title: t('block.kind'), render: (_, row) => t(`block.${row.kind}`) },
          { title: t('block.reason'), dataIndex: 'reason' },
          { title: t('block.by'), render: (_, row) => `${row.made_by_name} · ${full(row.made_at, locale())}` },
          { title: t('state'), render: (_, row) => state(row) },
          {
            title: t('label.acts'),
            render: (_, row) =>
              row.counts && (
                <Button size="small" type="text" onClick={() => lift(row)}>
                  {t('block.lift')}
                </Button>
              ),
          },
        ]}
      />
      {adding && (
        <FormDrawer<Values>
          title={t('block.addAddress')}
          submit={t('block.go')}
          initial={{ span: '7' }}
          onSubmit={submit}
          onClose={() => setAdding(false)}
        >
          <Form.Item
            name="address"
            label={t('block.address')}
            extra={t('block.addressExtra')}
            rules={[{ required: true, message: t('block.needAddress') }]}
          >
            <Input maxLength={64} placeholder="203.0.113.7" />
          </Form.Item>
          <Form.Item name="span" label={t('block.long')}>
            <Radio.Group options={SPANS.map((value) => ({ value, label: t(`block.days${value}`) }))} />
          </Form.Item>
          <Form.Item
            name="reason"
            label={t('block.reason')}
            extra={t('block.reasonHint')}
            rules={[{ required: true, whitespace: true, message: t('block.needReason') }]}
          >
            <Input.TextArea maxLength={200} rows={2} />
          </Form.Item>
        </FormDrawer>
      )}
    </>
  );
}
