// Stands for preact in what is loaded apart; the window hands its own over.
import type { Kit } from './kit';
import type { PartScript } from './parts';

const { kit } = (document.currentScript as PartScript).tiexin as { kit: Kit };

export const { Fragment, jsx, jsxs, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } = kit;
