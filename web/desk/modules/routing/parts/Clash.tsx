import { Button } from 'antd';
import { useTexts } from '../../../../lib/i18n/i18n';

export interface Difference {
  field: string;
  mine: string;
  theirs: string;
}

interface Props {
  differences: Difference[];
  onMine: () => void;
  onTheirs: () => void;
}

/** Somebody else saved meanwhile: both versions side by side, and nothing typed is lost. */
export function Clash({ differences, onMine, onTheirs }: Props) {
  const { t } = useTexts('routing');
  return (
    <div className="clash" role="alert">
      <strong>{t('clash.title')}</strong>
      {differences.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('clash.field')}</th>
              <th scope="col">{t('clash.mine')}</th>
              <th scope="col">{t('clash.theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((one) => (
              <tr key={one.field}>
                <th scope="row">{one.field}</th>
                <td>{one.mine}</td>
                <td>{one.theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="act-row">
        <Button type="primary" onClick={onMine}>
          {t('clash.keepMine')}
        </Button>
        <Button onClick={onTheirs}>{t('clash.keepTheirs')}</Button>
      </div>
    </div>
  );
}
