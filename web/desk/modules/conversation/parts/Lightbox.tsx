import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Dialog } from '../../../../ui/Dialog';

export default function Lightbox({ name, url, onClose }: { name: string; url: string; onClose: () => void }) {
  const { t } = useTexts('conversation');
  const [whole, setWhole] = useState(true);
  return (
    <Dialog title={name} closeLabel={t('close')} onClose={onClose} look="box">
      <div className={whole ? 'lightbox' : 'lightbox lightbox-whole'}>
        <button
          type="button"
          onClick={() => setWhole(!whole)}
          aria-label={whole ? t('file.zoomIn') : t('file.zoomOut')}
        >
          <img src={url} alt={name} />
        </button>
      </div>
      <a className="btn" href={url} download={name}>
        {t('file.save')}
      </a>
    </Dialog>
  );
}
