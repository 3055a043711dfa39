import { useQuery } from '@tanstack/react-query';
import type { Regard } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Chip } from '../../../../ui/bits';
import { stewardQuery } from '../api';

/** How the house holds a customer, in a few words under the name. */
export function RegardTags({ regard }: { regard: Regard }) {
  const { t } = useTexts('customer');
  const { data: steward } = useQuery(stewardQuery(regard.steward_id ?? ''));
  const { vip, grade, language } = regard;
  if (!vip && !grade && !language && !regard.steward_id) return null;
  return (
    <p className="regard">
      {vip && <Chip look="soon">{t('regard.vip')}</Chip>}
      {grade && <Chip look={grade === 'A' ? 'teal' : ''}>{t('regard.gradeTag', { grade })}</Chip>}
      {regard.steward_id && steward && <Chip>{t('regard.stewardTag', { name: steward.name })}</Chip>}
      {language && <Chip>{t(`regard.languages.${language}`, { defaultValue: language })}</Chip>}
    </p>
  );
}
