import { ava } from './ava.ts';
import { clojure } from './clojure.ts';
import { cmake } from './cmake.ts';
import { elisp } from './elisp.ts';
import { elixir } from './elixir.ts';
import { erlang } from './erlang.ts';
import type { Family } from './family.ts';
import { haskell } from './haskell.ts';
import { jasmine } from './jasmine.ts';
import { limits } from './limits.ts';
import { linker } from './linker.ts';
import { links } from './links.ts';
import { linters } from './linters.ts';
import { lua } from './lua.ts';
import { make } from './make.ts';
import { maven } from './maven.ts';
import { minitest } from './minitest.ts';
import { mocha } from './mocha.ts';
import { perl } from './perl.ts';
import { pester } from './pester.ts';
import { phpstan } from './phpstan.ts';
import { phpt } from './phpt.ts';
import { phpunit } from './phpunit.ts';
import { r } from './r.ts';
import { rspec } from './rspec.ts';
import { ruby } from './ruby.ts';
import { scala } from './scala.ts';
import { tap } from './tap.ts';
import { tex } from './tex.ts';
import { vim } from './vim.ts';
import { xcode } from './xcode.ts';

/** Every family, by its tool. The order does not matter: each reads only logs that its tool left a mark in. */
export const families: readonly Family[] = [
  ava,
  clojure,
  cmake,
  elisp,
  elixir,
  erlang,
  haskell,
  jasmine,
  limits,
  linker,
  links,
  linters,
  lua,
  make,
  maven,
  minitest,
  mocha,
  perl,
  pester,
  phpstan,
  phpt,
  phpunit,
  r,
  rspec,
  ruby,
  scala,
  tap,
  tex,
  vim,
  xcode,
];
