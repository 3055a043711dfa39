// What a visitor meets after the first words, if ever: files, pictures at full
// size, addresses in messages, the sound. Loaded when one of them is wanted.
import { links } from '../../lib/links/links';
import type { Compose } from '../compose';
import type { PartScript } from '../parts';
import { Chips } from './Chips';
import type { Extras } from './extras';
import css from './extras.css?inline';
import { Files } from './Files';
import { Lightbox } from './Lightbox';
import { ring } from './ring';
import { extraTranslator } from './texts';
import { type UploadHandle, upload } from './upload';
import { Uploads } from './uploads';

function tray(compose: Compose): Uploads {
  const { api, session, config, language, t } = compose.deps;
  return new Uploads({
    limits: config,
    t: extraTranslator(language),
    retry: t('retry'),
    say: (text) => compose.say(text),
    changed: () => compose.filesChanged(),
    start: (file, key, progress): UploadHandle => {
      let abort = (): void => undefined;
      let aborted = false;
      const done = session.call((token) => {
        if (aborted) throw api.error(0, null, null);
        const handle = upload(api, token, file, key, progress);
        abort = handle.abort;
        return handle.done;
      });
      return {
        done,
        abort: () => {
          aborted = true;
          abort();
        },
      };
    },
  });
}

const extras: Extras = { css, links, tray, ring, Chips, Files, Lightbox };

(document.currentScript as PartScript | null)?.tiexin?.take(extras);
