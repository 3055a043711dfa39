import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { Fragment, jsx, jsxs } from 'preact/jsx-runtime';

/** The library of the window, which its parts use too: none brings another. */
export const kit = {
  Fragment,
  jsx,
  jsxs,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
};

export type Kit = typeof kit;
