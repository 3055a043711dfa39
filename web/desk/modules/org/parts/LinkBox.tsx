import { Modal } from 'antd';
import type { StaffLink } from '../../../../lib/api/admin-types';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { onlyHere } from '../../../../lib/links/here';
import { full } from '../../../../lib/time/time';
import { CopyField } from '../../../../ui/admin/CopyField';

/** A link works once; it is passed on by whatever means colleagues use. */
export function LinkBox({ link, name, onClose }: { link: StaffLink; name: string; onClose: () => void }) {
  const { t } = useTexts('org');
  return (
    <Modal open title={t('link.title', { name })} onCancel={onClose} footer={null}>
      <p>{t('link.text', { time: full(link.expires_at, locale()) })}</p>
      <CopyField text={link.url} label={t('link.copy')} />
      {onlyHere(link.url) && <p>{t('onlyHere')}</p>}
    </Modal>
  );
}
