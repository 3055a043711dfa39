import { useTexts } from '../../lib/i18n/i18n';
import 'antd/dist/antd.css';
import './layers.css';
import { App, ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import zhTW from 'antd/locale/zh_TW';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import 'dayjs/locale/zh-tw';
import { type ReactNode, useEffect, useState } from 'react';
import { dark, light } from '../../tokens/antd-theme';

const packs = { 'zh-CN': zhCN, 'zh-TW': zhTW, en: enUS } as const;

const read = () => document.documentElement.dataset.theme === 'dark';

function useDark(): boolean {
  const [on, setOn] = useState(read);
  useEffect(() => {
    const watcher = new MutationObserver(() => setOn(read()));
    watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => watcher.disconnect();
  }, []);
  return on;
}

/** The only place that configures antd. Its styles come as one plain sheet, not from scripts. */
export function AntRoot({ children }: { children: ReactNode }) {
  const { locale: language } = useTexts('frame');
  const isDark = useDark();
  dayjs.locale(language === 'en' ? 'en' : language.toLowerCase());
  return (
    <ConfigProvider
      locale={packs[language] ?? zhCN}
      // Antd's own sign waits for the end of a transition that a quick refusal never begins, and stays.
      button={{ autoInsertSpace: false, loadingIcon: <span className="ant-busy" aria-hidden /> }}
      theme={{
        zeroRuntime: true,
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: isDark ? dark : light,
      }}
    >
      <App className="ant-host">{children}</App>
    </ConfigProvider>
  );
}
