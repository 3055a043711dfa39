import { App, Button } from 'antd';
import { useState } from 'react';
import type { Channel } from '../../../../lib/api/admin-types';
import { api } from '../../../../lib/api/client';
import { queries } from '../../../../lib/api/queries';
import { useTexts } from '../../../../lib/i18n/i18n';
import { CopyField } from '../../../../ui/admin/CopyField';
import { explain } from '../../../../ui/Problem';

/** The secret a site signs its members' names with; shown once, then only replaced. */
export function Identity({ channel, editable }: { channel: Channel; editable: boolean }) {
  const { t } = useTexts('channel');
  const frame = useTexts('frame').t;
  const { modal } = App.useApp();
  const [secret, setSecret] = useState('');
  const make = async () => {
    try {
      setSecret((await api.post<{ secret: string }>(`/channels/${channel.id}/identity-secret`)).secret);
      await queries.invalidateQueries({ queryKey: ['/channels'] });
    } catch (cause) {
      modal.error({ title: frame('problem.title'), content: explain(cause, frame) });
    }
  };
  const ask = () =>
    channel.has_identity_secret
      ? modal.confirm({
          title: t('identity.replaceAsk', { name: channel.name }),
          content: t('identity.replaceText'),
          okText: t('identity.replace'),
          okButtonProps: { danger: true },
          onOk: make,
        })
      : make();
  return (
    <section className="card">
      <h2>{t('identity.title')}</h2>
      <p>{t('identity.text')}</p>
      {secret && (
        <>
          <p className="state-warn">{t('identity.once')}</p>
          <CopyField text={secret} label={t('identity.copy')} />
        </>
      )}
      {!secret && editable && (
        <Button onClick={() => void ask()}>
          {channel.has_identity_secret ? t('identity.replace') : t('identity.make')}
        </Button>
      )}
    </section>
  );
}
