import { agent } from './agent.ts';
import { audit } from './audit.ts';
import { ava } from './ava.ts';
import { aws } from './aws.ts';
import { clojure } from './clojure.ts';
import { cloudformation } from './cloudformation.ts';
import { cmake } from './cmake.ts';
import { docker } from './docker.ts';
import { dotnet } from './dotnet.ts';
import { elisp } from './elisp.ts';
import { elixir } from './elixir.ts';
import { erlang } from './erlang.ts';
import type { Family } from './family.ts';
import { go } from './go.ts';
import { gulp } from './gulp.ts';
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
import { npm } from './npm.ts';
import { perl } from './perl.ts';
import { pester } from './pester.ts';
import { phpstan } from './phpstan.ts';
import { phpt } from './phpt.ts';
import { phpunit } from './phpunit.ts';
import { pnpm } from './pnpm.ts';
import { python } from './python.ts';
import { r } from './r.ts';
import { rspec } from './rspec.ts';
import { ruby } from './ruby.ts';
import { scala } from './scala.ts';
import { tap } from './tap.ts';
import { terraform } from './terraform.ts';
import { tex } from './tex.ts';
import { vim } from './vim.ts';
import { xcode } from './xcode.ts';
import { yarn } from './yarn.ts';

/** Every family, by its tool. The order does not matter: each reads only logs that its tool left a mark in. */
export const families: readonly Family[] = [
  agent,
  audit,
  ava,
  aws,
  clojure,
  cloudformation,
  cmake,
  docker,
  dotnet,
  elisp,
  elixir,
  erlang,
  go,
  gulp,
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
  npm,
  perl,
  pester,
  phpstan,
  phpt,
  phpunit,
  pnpm,
  python,
  r,
  rspec,
  ruby,
  scala,
  tap,
  terraform,
  tex,
  vim,
  xcode,
  yarn,
];
