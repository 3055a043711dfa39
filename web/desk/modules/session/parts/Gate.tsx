import '../session.css';
import type { ReactNode } from 'react';
import { LOCALES, setLocale, useTexts } from '../../../../lib/i18n/i18n';

const OWN_NAMES = { 'zh-CN': '简体中文', 'zh-TW': '繁體中文', en: 'English' };

/** Languages by their own names, for those who cannot read the one on screen. */
function Languages() {
  const { t, locale } = useTexts('session');
  return (
    <div className="gate-languages" role="group" aria-label={t('language')}>
      {LOCALES.map((one) => (
        <button key={one} type="button" lang={one} aria-pressed={one === locale} onClick={() => void setLocale(one)}>
          {OWN_NAMES[one]}
        </button>
      ))}
    </div>
  );
}

/** The page outside the desk: what we stand for at the left, the form at the right. */
export function Gate({ children, wide }: { children: ReactNode; wide?: boolean }) {
  const { t } = useTexts('session');
  return (
    <div className="gate" data-wide={wide}>
      <aside className="gate-left">
        <div className="gate-brand">
          <span className="rail-logo" aria-hidden="true">
            贴
          </span>
          {t('brand')}
        </div>
        <p className="gate-motto">{t('motto')}</p>
        <p className="gate-note">{t('note')}</p>
      </aside>
      <main className="gate-right">
        <div className="gate-form">{children}</div>
        <Languages />
      </main>
    </div>
  );
}
