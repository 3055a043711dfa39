import { Button } from 'antd';
import { copy } from '../../lib/copy';
import { useTexts } from '../../lib/i18n/i18n';
import { toast } from '../toast';

/** Something to take away: shown whole, copied with one press. */
export function CopyField({ text, label }: { text: string; label: string }) {
  const { t } = useTexts('frame');
  return (
    <div>
      <code className="snippet">{text}</code>
      <Button onClick={() => void copy(text).then((done) => done && toast(t('copied')))}>{label}</Button>
    </div>
  );
}
