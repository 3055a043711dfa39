import { sizeLabel } from '../days';
import type { Attachment } from '../protocol';
import type { Shell } from '../shell';
import { FILE, Icon } from '../ui/Icon';
import { type ExtraTranslate, extraTranslator } from './texts';

export interface FilesProps {
  shell: Shell;
  files: readonly Attachment[];
  /** Of their message; 0 before it is sent. */
  seq: number;
}

/** What a message carries. */
export function Files({ shell, files, seq }: FilesProps) {
  const t = extraTranslator(shell.deps.language);
  return (
    <>
      {files.map((file) =>
        file.image ? (
          <Picture key={file.id} shell={shell} t={t} file={file} seq={seq} />
        ) : (
          <FileRow key={file.id} shell={shell} t={t} file={file} />
        ),
      )}
    </>
  );
}

const WIDEST = 220;
const TALLEST = 240;

/** Room is kept before the picture arrives, so that nothing jumps. */
function frame(file: Attachment): { width: number; height: number } {
  const { width, height } = file.width && file.height ? file : { width: WIDEST, height: 150 };
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}

interface FileProps {
  shell: Shell;
  t: ExtraTranslate;
  file: Attachment;
}

function Picture({ shell, t, file, seq }: FileProps & { seq: number }) {
  const { api } = shell.deps;
  const preview = shell.compose.previews.get(file.id);
  const url = preview ?? api.fileUrl(file.url);
  const name = file.name || t('image');
  return (
    <button
      type="button"
      class="picture"
      aria-label={t('view_image', { name })}
      onClick={() => shell.view({ url, name })}
    >
      <img
        src={url}
        alt={name}
        {...frame(file)}
        onError={() => {
          if (!preview && seq > 0) void shell.session.refreshFiles(seq);
        }}
      />
    </button>
  );
}

function FileRow({ shell, t, file }: FileProps) {
  const { api } = shell.deps;
  return (
    <a
      class="file"
      href={api.fileUrl(file.url)}
      target="_blank"
      rel="noopener noreferrer"
      download={file.name}
      title={t('download', { name: file.name })}
    >
      <Icon path={FILE} />
      <span>
        <b>{file.name}</b>
        <small>{sizeLabel(file.size)}</small>
      </span>
    </a>
  );
}
