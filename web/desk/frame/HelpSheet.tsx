import { locale, useTexts } from '../../lib/i18n/i18n';
import { modules } from '../../lib/module/module';
import { usePreferences } from '../../lib/session/me';
import { Kbd } from '../../ui/bits';
import { Dialog } from '../../ui/Dialog';
import { frameCommands } from './commands';

export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTexts('frame');
  const enterSends = usePreferences().send_key === 'enter';
  const here = locale();
  const outside = [...frameCommands, ...modules().flatMap((module) => module.commands)].filter((one) => one.combo);
  const inside: [string, string][] = [
    [enterSends ? 'enter' : 'mod+enter', t('help.send')],
    [enterSends ? 'shift+enter' : 'enter', t('help.newline')],
    ...(enterSends ? ([['mod+enter', t('help.sendNext')]] as [string, string][]) : []),
    ['alt+arrowdown', t('help.nextMine')],
    ['alt+arrowup', t('help.previousMine')],
    ['escape', t('help.leave')],
  ];
  return (
    <Dialog title={t('help.title')} closeLabel={t('close')} onClose={onClose} reading>
      <h3 className="help-head">{t('help.outside')}</h3>
      <ul className="help-list">
        {outside.map((command) => (
          <li key={command.id}>
            <span>{command.label[here]}</span>
            <Kbd combo={command.combo ?? ''} />
          </li>
        ))}
      </ul>
      <h3 className="help-head">{t('help.inside')}</h3>
      <ul className="help-list">
        {inside.map(([combo, text]) => (
          <li key={combo}>
            <span>{text}</span>
            <Kbd combo={combo} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
