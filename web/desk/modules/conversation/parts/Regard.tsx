import type { Conversation } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';

/** How the house holds the customer, quietly beside the name: chips are for what is due. */
export function Regard({ of }: { of: Conversation }) {
  const { t } = useTexts('conversation');
  const grade = of.customer_grade && t('regard.grade', { grade: of.customer_grade });
  const said = [of.customer_vip && t('regard.vip'), grade].filter(Boolean).join(' · ');
  return said ? <span className="regard-mark">{said}</span> : null;
}
