import { Link, useParams } from '@tanstack/react-router';
import { Button, Form, Input, Radio, Select, Switch } from 'antd';
import { useState } from 'react';
import type { Channel, ChannelSettings } from '../../../../lib/api/admin-types';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { onlyHere } from '../../../../lib/links/here';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { CopyField } from '../../../../ui/admin/CopyField';
import { FormClash, showFieldError } from '../../../../ui/admin/FormDrawer';
import { PageHead } from '../../../../ui/admin/PageHead';
import { usePaged } from '../../../../ui/admin/usePaged';
import { Clashed, useRecord } from '../../../../ui/admin/useRecord';
import { Empty, Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { Identity } from '../parts/Identity';
import { Mock } from '../parts/Mock';
import { origin } from '../parts/sites';

interface Values {
  name: string;
  enabled: boolean;
  settings: ChannelSettings;
}

const valuesOf = ({ name, enabled, settings }: Channel): Values => ({ name, enabled, settings });

/** Words of fields whose key has another name. */
const WORDS: Record<string, string> = {
  'settings.title': 'chatTitle',
  'settings.subtitle': 'subtitle',
  'settings.colour': 'colour',
  'settings.position': 'position',
  'settings.greeting': 'greetingLabel',
  'settings.offline_text': 'offline',
  'settings.allowed_sites': 'sites',
  'settings.language': 'language',
  'settings.show_staff_names': 'showNames',
  'settings.hide_demo': 'hideDemo',
};

function LookFields() {
  const { t } = useTexts('channel');
  return (
    <>
      <Form.Item
        name={['settings', 'title']}
        label={t('chatTitle')}
        rules={[{ required: true, message: t('needTitle') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name={['settings', 'subtitle']} label={t('subtitle')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name={['settings', 'colour']} label={t('colour')} rules={[{ pattern: /^#[0-9a-fA-F]{6}$/ }]}>
        <input type="color" className="colour-input" />
      </Form.Item>
      <Form.Item name={['settings', 'position']} label={t('position')}>
        <Radio.Group
          options={[
            { value: 'right', label: t('right') },
            { value: 'left', label: t('left') },
          ]}
        />
      </Form.Item>
      <Form.Item name={['settings', 'greeting']} label={t('greetingLabel')}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={300} />
      </Form.Item>
      <Form.Item name={['settings', 'offline_text']} label={t('offline')} extra={t('offlineHint')}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={300} />
      </Form.Item>
    </>
  );
}

function RuleFields() {
  const { t } = useTexts('channel');
  return (
    <>
      <Form.Item
        name={['settings', 'allowed_sites']}
        label={t('sites')}
        extra={t('sitesHint')}
        normalize={(sites: string[]) => [...new Set(sites.map(origin).filter(Boolean))]}
      >
        <Select mode="tags" tokenSeparators={[' ', ',', '\n']} open={false} placeholder="https://shop.example" />
      </Form.Item>
      <Form.Item name={['settings', 'language']} label={t('language')}>
        <Select
          options={[
            { value: 'auto', label: t('languageAuto') },
            { value: 'zh-CN', label: '简体中文' },
            { value: 'zh-TW', label: '繁體中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name={['settings', 'show_staff_names']}
        label={t('showNames')}
        extra={t('showNamesHint')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <Form.Item
        name={['settings', 'hide_demo']}
        label={t('hideDemo')}
        extra={t('hideDemoHint')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <Form.Item name="enabled" label={t('enabled')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}

function Editor({ channel }: { channel: Channel }) {
  const { t } = useTexts('channel');
  const frame = useTexts('frame').t;
  const editable = can(useMe(), 'channel.manage');
  const [form] = Form.useForm<Values>();
  const [shown, setShown] = useState(channel.settings);
  const [away, setAway] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [opened] = useState(channel);
  const record = useRecord('/channels', opened);
  // A new secret is a new version, and changes nothing that stands here.
  record.follow(channel, valuesOf);
  const save = async (values: Values) => {
    setBusy(true);
    setProblem(null);
    try {
      await record.save(values);
      await queries.invalidateQueries({ queryKey: ['/channels'] });
      toast(t('saved'));
    } catch (cause) {
      if (!(cause instanceof Clashed) && !showFieldError(form, cause)) setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead title={channel.name} text={t('oneText')} />
      <section className="card">
        <h2>{t('install')}</h2>
        <p>{t('installText')}</p>
        <CopyField text={channel.snippet} label={t('copy')} />
        {onlyHere(channel.snippet) && <p>{t('onlyHere')}</p>}
      </section>
      <div className="two">
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark={false}
          disabled={!editable}
          initialValues={opened}
          onValuesChange={(_, all: Values) => setShown({ ...channel.settings, ...all.settings })}
          onFinish={save}
        >
          {problem !== null && <Problem error={problem} />}
          <FormClash form={form} of={record.clash(valuesOf, (path) => t(WORDS[path] ?? path))} />
          <Form.Item name="name" label={t('name')} rules={[{ required: true, message: t('needName') }]}>
            <Input />
          </Form.Item>
          <LookFields />
          <RuleFields />
          <Button type="primary" htmlType="submit" loading={busy}>
            {frame('save')}
          </Button>
        </Form>
        <aside>
          <Mock settings={shown} away={away} />
          <p>
            <Switch size="small" checked={away} onChange={setAway} aria-label={t('previewAway')} /> {t('previewAway')}
          </p>
        </aside>
      </div>
      <Identity channel={channel} editable={editable} />
    </>
  );
}

export default function ChannelPage() {
  const { t } = useTexts('channel');
  const { id } = useParams({ strict: false }) as { id: string };
  const query = usePaged<Channel>('/channels', { kind: 'widget' });
  const channel = query.rows.find((row) => row.id === id);
  if (query.isError) return <Problem error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton rows={6} look="line" />;
  if (!channel) {
    return <Empty title={t('missing')} action={<Link to="/settings/channels">{t('title')}</Link>} />;
  }
  return <Editor key={channel.id} channel={channel} />;
}
