import { ApiError } from '../lib/api/client';
import { copy } from '../lib/copy';
import { type Translate, useTexts } from '../lib/i18n/i18n';
import { Button } from './Button';

interface Props {
  error: unknown;
  retry?: () => void;
}

/** What went wrong in plain words, what is safe, what to do, and the id support asks for. */
export function explain(error: unknown, t: Translate): string {
  if (!(error instanceof ApiError)) return t('problem.unknown');
  if (error.status === 0) return t('problem.network');
  // The server words which permission is missing and who can grant it.
  if (error.status === 429) return t('problem.slow', { count: Math.max(1, error.retryAfter) });
  if (!error.code) return t(error.status >= 500 ? 'problem.server' : 'problem.unknown');
  return error.message;
}

export function Problem({ error, retry }: Props) {
  const { t } = useTexts('frame');
  const id = error instanceof ApiError ? error.requestId : '';
  return (
    <div className="problem" role="alert">
      <strong>{t('problem.title')}</strong>
      <span>{explain(error, t)}</span>
      {id && (
        <span>
          <code>{id}</code>{' '}
          <Button look="link" onClick={() => void copy(id)}>
            {t('problem.copy')}
          </Button>
        </span>
      )}
      {retry && <Button onClick={retry}>{t('problem.retry')}</Button>}
    </div>
  );
}

/** The sentence for one field, when the refusal names it. */
export function fieldError(error: unknown, field: string): string | undefined {
  return error instanceof ApiError && error.field === field ? error.message : undefined;
}
