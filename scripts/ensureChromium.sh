#!/usr/bin/env bash
# The tests use Debian's Chromium: as the browser, and for the software Vulkan driver beside it. Found, or installed
# where that can be done without asking; otherwise said in one line.
set -euo pipefail

command -v chromium >/dev/null && exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo 'Installing chromium for the tests.'
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo 'The tests need Chromium. Install it first: sudo apt-get install chromium' >&2
  exit 1
fi
