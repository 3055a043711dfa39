import { locale, useTexts } from '../../lib/i18n/i18n';
import { spoken } from '../../lib/module/spoken';
import { usePreferences } from '../../lib/session/me';
import { Kbd } from '../../ui/bits';
import { Dialog } from '../../ui/Dialog';
import { frameCommands } from './commands';

export default function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTexts('frame');
  const more = useTexts('more').t;
  const enterSends = usePreferences().send_key === 'enter';
  const here = locale();
  const outside = [...frameCommands, ...spoken()].filter((one) => one.combo);
  const inside: [string, string][] = [
    [enterSends ? 'enter' : 'mod+enter', more('help.send')],
    [enterSends ? 'shift+enter' : 'enter', more('help.newline')],
    ...(enterSends ? ([['mod+enter', more('help.sendNext')]] as [string, string][]) : []),
    ['alt+arrowdown', more('help.nextMine')],
    ['alt+arrowup', more('help.previousMine')],
    ['escape', more('help.leave')],
  ];
  return (
    <Dialog title={more('help.title')} closeLabel={t('close')} onClose={onClose} reading>
      <h3 className="help-head">{more('help.outside')}</h3>
      <ul className="help-list">
        {outside.map((command) => (
          <li key={command.id}>
            <span>{command.label[here]}</span>
            <Kbd combo={command.combo ?? ''} />
          </li>
        ))}
      </ul>
      <h3 className="help-head">{more('help.inside')}</h3>
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
