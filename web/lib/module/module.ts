import type { ComponentType } from 'react';
import type { Me } from '../api/types';
import type { TextLoader, Words } from '../i18n/i18n';

export type Area = 'rail' | 'settings' | 'account';

export interface NavEntry {
  to: string;
  icon: string;
  label: Words;
  area: Area;
  order: number;
  /** Shown only to those who hold one of these. Empty: to everyone. */
  permissions?: string[];
  /** For entries that depend on how far a permission reaches. */
  when?: (me: Me) => boolean;
  /** Names a count of the frame's badge store. */
  badge?: string;
}

export interface RouteSpec {
  path: string;
  /** bare: no frame; frame: with the rail; settings: inside the settings area. */
  layout: 'bare' | 'frame' | 'settings';
  permissions?: string[];
  page: () => Promise<{ default: ComponentType }>;
}

export interface Command {
  id: string;
  label: Words;
  /** "e", "mod+k" or "g i"; absent: only in the palette. */
  combo?: string;
  typing?: boolean;
  permissions?: string[];
  /** A place to go. Without it the page on screen supplies the act. */
  to?: string;
}

/** What a module offers; everything shared is built from these declarations. */
export interface Module {
  name: string;
  texts: TextLoader;
  nav: NavEntry[];
  routes: RouteSpec[];
  commands: Command[];
  /** Components that other modules show without knowing whose they are. */
  slots?: Record<string, () => Promise<{ default: ComponentType<never> }>>;
  /** Runs once when the desk opens for a signed-in person; answers with the undo. */
  start?: (me: Me) => () => void;
}

let all: Module[] = [];

export function setModules(modules: Module[]): void {
  all = modules;
}

export function modules(): Module[] {
  return all;
}
