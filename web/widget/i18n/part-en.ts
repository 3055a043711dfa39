import type { PartScript } from '../parts';
import { en as texts } from './en';
import css from './en.css?inline';

(document.currentScript as PartScript | null)?.tiexin?.take({ texts, css });
