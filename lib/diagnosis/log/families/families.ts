import { apt } from './builds/apt.ts';
import { cmake } from './builds/cmake.ts';
import { cocoapods } from './builds/cocoapods.ts';
import { composer } from './builds/composer.ts';
import { docker } from './builds/docker.ts';
import { dotnet } from './builds/dotnet.ts';
import { git } from './builds/git.ts';
import { go } from './builds/go.ts';
import { gradle } from './builds/gradle.ts';
import { gulp } from './builds/gulp.ts';
import { haskell } from './builds/haskell.ts';
import { linker } from './builds/linker.ts';
import { make } from './builds/make.ts';
import { maven } from './builds/maven.ts';
import { nextjs } from './builds/nextjs.ts';
import { npm } from './builds/npm.ts';
import { pnpm } from './builds/pnpm.ts';
import { python } from './builds/python.ts';
import { ruby } from './builds/ruby.ts';
import { rust } from './builds/rust.ts';
import { tex } from './builds/tex.ts';
import { webpack } from './builds/webpack.ts';
import { yarn } from './builds/yarn.ts';
import { audit } from './checks/audit.ts';
import { bandit } from './checks/bandit.ts';
import { checkov } from './checks/checkov.ts';
import { documents } from './checks/documents.ts';
import { limits } from './checks/limits.ts';
import { links } from './checks/links.ts';
import { linters } from './checks/linters.ts';
import { loadTests } from './checks/load-tests.ts';
import { newman } from './checks/newman.ts';
import { phpstan } from './checks/phpstan.ts';
import { scanners } from './checks/scanners.ts';
import { sonar } from './checks/sonar.ts';
import { agent } from './deploys/agent.ts';
import { ansible } from './deploys/ansible.ts';
import { argocd } from './deploys/argocd.ts';
import { aws } from './deploys/aws.ts';
import { beanstalk } from './deploys/beanstalk.ts';
import { cloudformation } from './deploys/cloudformation.ts';
import { dbt } from './deploys/dbt.ts';
import { kubectl } from './deploys/kubectl.ts';
import { migrations } from './deploys/migrations.ts';
import { packer } from './deploys/packer.ts';
import { pulumi } from './deploys/pulumi.ts';
import { serverless } from './deploys/serverless.ts';
import { signale } from './deploys/signale.ts';
import { spring } from './deploys/spring.ts';
import { terraform } from './deploys/terraform.ts';
import type { Family } from './family.ts';
import { bazel } from './runners/bazel.ts';
import { lerna } from './runners/lerna.ts';
import { turbo } from './runners/turbo.ts';
import { ava } from './tests/ava.ts';
import { clojure } from './tests/clojure.ts';
import { collision } from './tests/collision.ts';
import { elisp } from './tests/elisp.ts';
import { elixir } from './tests/elixir.ts';
import { erlang } from './tests/erlang.ts';
import { flutter } from './tests/flutter.ts';
import { ginkgo } from './tests/ginkgo.ts';
import { jasmine } from './tests/jasmine.ts';
import { jest } from './tests/jest.ts';
import { julia } from './tests/julia.ts';
import { lua } from './tests/lua.ts';
import { minitest } from './tests/minitest.ts';
import { mocha } from './tests/mocha.ts';
import { perl } from './tests/perl.ts';
import { pester } from './tests/pester.ts';
import { phpt } from './tests/phpt.ts';
import { phpunit } from './tests/phpunit.ts';
import { playwright } from './tests/playwright.ts';
import { r } from './tests/r.ts';
import { rspec } from './tests/rspec.ts';
import { scala } from './tests/scala.ts';
import { tap } from './tests/tap.ts';
import { vim } from './tests/vim.ts';
import { xcode } from './tests/xcode.ts';

/** The order does not matter: a family reads only logs that contain its tool's mark. */
export const families: readonly Family[] = [
  agent,
  ansible,
  apt,
  argocd,
  audit,
  ava,
  aws,
  bandit,
  bazel,
  beanstalk,
  checkov,
  clojure,
  cloudformation,
  cmake,
  cocoapods,
  collision,
  composer,
  dbt,
  docker,
  documents,
  dotnet,
  elisp,
  elixir,
  erlang,
  flutter,
  ginkgo,
  git,
  go,
  gradle,
  gulp,
  haskell,
  jasmine,
  jest,
  julia,
  kubectl,
  lerna,
  limits,
  linker,
  links,
  linters,
  loadTests,
  lua,
  make,
  maven,
  migrations,
  minitest,
  mocha,
  newman,
  nextjs,
  npm,
  packer,
  perl,
  pester,
  phpstan,
  phpt,
  phpunit,
  playwright,
  pnpm,
  pulumi,
  python,
  r,
  rspec,
  ruby,
  rust,
  scala,
  scanners,
  serverless,
  signale,
  sonar,
  spring,
  tap,
  terraform,
  tex,
  turbo,
  vim,
  webpack,
  xcode,
  yarn,
];
