import type { PartScript } from '../parts';
import { zhTW as texts } from './zh-TW';
import css from './zh-TW.css?inline';

(document.currentScript as PartScript | null)?.tiexin?.take({ texts, css });
