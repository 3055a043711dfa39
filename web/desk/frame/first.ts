import { loadTexts } from '../../lib/i18n/i18n';
import { modules } from '../../lib/module/module';

export const HOME = '/inbox';

/** Begins with the page an address names when a door knows it, beside the question of who is here. */
export async function firstPage(path: string): Promise<void> {
  const wanted = path === '/' ? HOME : path;
  for (const { name, routes } of modules()) {
    const spec = routes?.find((one) => `${wanted}/`.startsWith(`${one.path.split('/{')[0]}/`));
    // The router asks again and says what went wrong.
    if (spec) await Promise.all([spec.page(), loadTexts(name)]).catch(() => {});
  }
}
