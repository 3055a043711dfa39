import { useTexts } from '../../../../lib/i18n/i18n';
import { bytes } from '../../../../lib/time/time';
import { Button, IconButton } from '../../../../ui/Button';
import { Icon } from '../../../../ui/Icon';
import { write } from '../state/hand';
import { type UploadItem, useUploads } from '../state/uploads';

export default function UploadTray({ id, items }: { id: string; items: UploadItem[] }) {
  const { t } = useTexts('conversation');
  const { retry, remove } = useUploads();
  if (items.length === 0) return null;
  return (
    <ul className="tray" aria-label={t('upload.title')}>
      {items.map((item) => (
        <li key={item.key} data-state={item.state}>
          {item.preview ? <img src={item.preview} alt="" /> : <Icon name="file" />}
          <span className="tray-text">
            <b>{item.name}</b>
            {item.state === 'sending' && (
              <progress value={item.part} max={1} aria-label={t('upload.progress', { name: item.name })} />
            )}
            {item.state === 'done' && <small>{bytes(item.size)}</small>}
            {item.state === 'failed' && (
              <small className="m-refused" role="alert">
                <span>{t(`upload.${item.error || 'failed'}`, { defaultValue: item.error })}</span>{' '}
                {item.passing && (
                  <Button
                    look="link"
                    onClick={() => {
                      retry(id, item.key);
                      write();
                    }}
                  >
                    {t('message.retry')}
                  </Button>
                )}
              </small>
            )}
          </span>
          <IconButton
            label={
              item.state === 'sending'
                ? t('upload.cancel', { name: item.name })
                : t('upload.remove', { name: item.name })
            }
            onClick={() => {
              remove(id, item.key);
              write();
            }}
          >
            <Icon name="close" size={14} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
