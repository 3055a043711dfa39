import { useState } from 'react';
import type { Attachment } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { late } from '../../../../lib/module/late';
import { bytes } from '../../../../lib/time/time';
import { Icon } from '../../../../ui/Icon';
import { conversations } from '../api';

const Lightbox = late(() => import('./Lightbox'));
const THUMB = 260;

/** Addresses live a quarter of an hour; a dead one is asked for again, once. */
function useFresh(file: Attachment) {
  const [fresh, setFresh] = useState<Attachment | null>(null);
  const [tried, setTried] = useState(false);
  const renew = async (): Promise<string> => {
    setTried(true);
    try {
      const next = await conversations.file(file.id);
      setFresh(next);
      return next.url;
    } catch {
      return file.url;
    }
  };
  return { url: fresh?.url ?? file.url, tried, renew };
}

function Picture({ file, onOpen }: { file: Attachment; onOpen: (url: string) => void }) {
  const { t } = useTexts('conversation');
  const { url, tried, renew } = useFresh(file);
  const scale = Math.min(1, THUMB / Math.max(file.width || THUMB, file.height || THUMB));
  return (
    <button
      type="button"
      className="picture"
      aria-label={t('file.open', { name: file.name })}
      onClick={() => onOpen(url)}
    >
      <img
        src={url}
        alt={file.name}
        loading="lazy"
        width={Math.round((file.width || THUMB) * scale)}
        height={Math.round((file.height || THUMB) * scale)}
        style={{ aspectRatio: `${file.width || 1} / ${file.height || 1}` }}
        onError={() => {
          if (!tried) void renew();
        }}
      />
    </button>
  );
}

function Document({ file }: { file: Attachment }) {
  const { renew } = useFresh(file);
  return (
    <a
      className="document"
      href={file.url}
      download={file.name}
      onClick={(event) => {
        event.preventDefault();
        void renew().then((url) => {
          const link = document.createElement('a');
          link.href = url;
          link.download = file.name;
          link.click();
        });
      }}
    >
      <Icon name="file" />
      <span>
        <b>{file.name}</b>
        <small>{bytes(file.size)}</small>
      </span>
    </a>
  );
}

export function Attachments({ files }: { files: Attachment[] }) {
  const [open, setOpen] = useState<{ file: Attachment; url: string } | null>(null);
  if (files.length === 0) return null;
  return (
    <div className="files">
      {files.map((file) =>
        file.image ? (
          <Picture key={file.id} file={file} onOpen={(url) => setOpen({ file, url })} />
        ) : (
          <Document key={file.id} file={file} />
        ),
      )}
      {open && <Lightbox name={open.file.name} url={open.url} onClose={() => setOpen(null)} />}
    </div>
  );
}
