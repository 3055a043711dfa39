import '../tokens/tokens.css';
import '../ui/overlay.css';
import '../ui/ui.css';
import './frame/frame.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { queries } from '../lib/api/queries';
import { addTexts, loadTexts, locale, startTexts, type Words } from '../lib/i18n/i18n';
import { type Module, setModules, wholeDesk } from '../lib/module/module';
import { meQuery } from '../lib/session/me';
import { firstPage } from './frame/first';
import { makeRouter } from './frame/router';
import { frameTexts } from './frame/texts';

const doors = import.meta.glob<Module>('./modules/*/door.ts', { eager: true, import: 'default' });

async function boot(host: HTMLElement): Promise<void> {
  setModules(Object.values(doors), async () => (await import('./frame/rest')).rest);
  addTexts('frame', frameTexts);
  startTexts();
  // The likeliest first questions are asked before anything is drawn.
  void queries.prefetchQuery(meQuery);
  // What lies behind the first page gives it the way; any other page stands in it.
  void firstPage(location.pathname).finally(() => wholeDesk().catch(() => {}));
  await loadTexts('frame');
  createRoot(host).render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={makeRouter()} />
    </QueryClientProvider>,
  );
}

// Said without any catalogue, for it is the catalogue that did not come.
const LOST: Words = {
  'zh-CN': '没能打开，点这里重试',
  'zh-TW': '沒能開啟，點這裡重試',
  en: 'This did not open. Try again',
};

function lost(host: HTMLElement): void {
  const again = document.createElement('button');
  again.className = 'btn';
  again.textContent = LOST[locale()];
  again.onclick = () => location.reload();
  host.replaceChildren(again);
}

const host = document.getElementById('app');
if (host) boot(host).catch(() => lost(host));
