import '../tokens/tokens.css';
import '../ui/overlay.css';
import '../ui/ui.css';
import './frame/frame.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { queries } from '../lib/api/queries';
import { addTexts, loadTexts, startTexts } from '../lib/i18n/i18n';
import { type Module, modules, setModules } from '../lib/module/module';
import { meQuery } from '../lib/session/me';
import { frameTexts } from './frame/texts';

const found = import.meta.glob<{ default: Module }>('./modules/*/module.ts', { eager: true });

async function boot(host: HTMLElement): Promise<void> {
  setModules(Object.values(found).map((one) => one.default));
  addTexts('frame', frameTexts);
  for (const module of modules()) addTexts(module.name, module.texts);
  startTexts();
  // The likeliest first questions are asked before anything is drawn.
  void queries.prefetchQuery(meQuery);
  const [{ makeRouter }] = await Promise.all([import('./frame/router'), loadTexts('frame')]);
  createRoot(host).render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={makeRouter()} />
    </QueryClientProvider>,
  );
}

const host = document.getElementById('app');
if (host) void boot(host);
