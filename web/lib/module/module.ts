import { type ComponentType, useSyncExternalStore } from 'react';
import type { Me } from '../api/types';
import { addTexts, type TextLoader, type Words } from '../i18n/i18n';

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
  /** Absent at a door, whose manifest has it among its labels. */
  label?: Words;
  /** "e", "mod+k" or "g i"; absent: only in the palette. */
  combo?: string;
  typing?: boolean;
  lone?: boolean;
  permissions?: string[];
  /** A place to go. Without it the page on screen supplies the act. */
  to?: string;
}

export type SlotLoader = () => Promise<{ default: ComponentType<never> }>;

/** What a module offers; everything shared is built from these declarations. */
export interface Module {
  name: string;
  texts?: TextLoader;
  nav?: NavEntry[];
  routes?: RouteSpec[];
  commands?: Command[];
  /** Names of commands that a door declares, by id. */
  labels?: Record<string, Words>;
  /** Components that other modules show without knowing whose they are. */
  slots?: Record<string, SlotLoader>;
  /** Runs once when the desk opens for a signed-in person; answers with the undo. */
  start?: (me: Me) => () => void;
}

/** What the shell carries of a module: its entries on the rail and nothing behind them. */
export type Door = Pick<Module, 'name' | 'nav'>;

/** How long to wait before asking a second time for what did not come. */
const AGAIN_MS = 1000;

type Rest = () => Promise<Module[]>;

let all: Module[] = [];
let whole = true;
let lost = false;
let arrive = () => {};
let arrived = Promise.resolve();
let bring: Rest = async () => [];
let coming: Promise<void> | undefined;
const listeners = new Set<() => void>();

function take(more: Module[]): void {
  for (const { name, texts } of more) if (texts) addTexts(name, texts);
  all = [...all, ...more];
}

/** The doors are known at once; the manifests behind them come when they are asked for. */
export function setModules(doors: Module[], rest?: Rest): void {
  all = [];
  take(doors);
  coming = undefined;
  lost = false;
  whole = !rest;
  if (!rest) return;
  bring = rest;
  arrived = new Promise((go) => {
    arrive = go;
  });
}

/** What is known by now. A module stands here once by its door and once by its manifest. */
export function modules(): Module[] {
  return all;
}

/** True once every manifest is here. */
export function deskWhole(): boolean {
  return whole;
}

/** Tells of the manifests' arrival, before whoever waits for them goes on; answers with the undo. */
export function whenModules(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** modules() for components that must follow the manifests' arrival. */
export function useModules(): Module[] {
  return useSyncExternalStore(whenModules, modules);
}

/** True when the manifests did not come: what works goes on, and says that something is missing. */
export function useDeskLost(): boolean {
  return useSyncExternalStore(whenModules, () => lost);
}

/** Comes when the manifests do, and never fails: for places that hold nothing without them. */
export function deskArrived(): Promise<void> {
  void wholeDesk().catch(() => {});
  return arrived;
}

async function fetchRest(): Promise<void> {
  let more: Module[];
  try {
    more = await bring();
  } catch {
    await new Promise((go) => setTimeout(go, AGAIN_MS));
    more = await bring();
  }
  take(more);
  whole = true;
  tell();
  arrive();
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Lets what did not come be asked for once more. */
export function askAgain(): void {
  if (!lost) return;
  lost = false;
  coming = undefined;
  tell();
}

/** Brings the manifests; everybody waits for the same answer, and a failure stays one until somebody asks again. */
export function wholeDesk(): Promise<void> {
  if (!coming) {
    coming = whole ? Promise.resolve() : fetchRest();
    coming.catch(() => {
      lost = true;
      tell();
    });
  }
  return coming;
}
