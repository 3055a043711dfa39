import type { ComponentType } from 'preact';
import type { TextPart } from '../../lib/links/links';
import type { Compose } from '../compose';
import type { Shell } from '../shell';
import type { FilesProps } from './Files';
import type { Uploads } from './uploads';

/** What a first line does not need. */
export interface Extras {
  css: string;
  /** The pieces of a text, addresses apart. */
  links(text: string): TextPart[];
  /** The files of what is being written. */
  tray(compose: Compose): Uploads;
  Chips: ComponentType<{ uploads: Uploads }>;
  Files: ComponentType<FilesProps>;
  /** The sound of a message. */
  ring(context: AudioContext): void;
  Lightbox: ComponentType<{ shell: Shell; image: { url: string; name: string } }>;
}
