#!/usr/bin/env bash
# Runs every test. As root on Debian or Ubuntu it first installs what is missing; with --no-install it prints the
# apt line instead. Ends with one line, "N passed, N failed", and fails if anything failed.
set -u
cd "$(dirname "$0")/.."

install=yes
for argument in "$@"; do
  case "$argument" in
    --no-install) install=no ;;
    *) echo "usage: tests/run.sh [--no-install]" >&2; exit 2 ;;
  esac
done

# First of all: without it nothing else is worth installing.
if ! command -v dotnet >/dev/null 2>&1; then
  echo "The .NET SDK 10.0 is missing: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

packages=()
need() { PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
need chromium chromium
# Debian keeps PostgreSQL's server out of PATH.
compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || need postgres postgresql
need mariadbd mariadb-server
need redis-server redis-server
# Makes the load under which scraped figures are compared.
need wrk wrk
need memcached memcached
# Links an application that is compiled ahead of time, where clang is not installed.
command -v clang >/dev/null 2>&1 || { need gcc gcc; [ -e /usr/include/stdlib.h ] || packages+=(libc6-dev); }
need git git
# Makes the password of a server that asks for SASL.
need saslpasswd2 sasl2-bin
# Other clients of memcached, which have to find what ours stores. Debian's Python has them, whichever else is in PATH.
need memccat libmemcached-tools
for module in pymemcache pylibmc; do
  /usr/bin/python3 -c "import $module" 2>/dev/null || packages+=("python3-$module")
done

if [ "${#packages[@]}" -gt 0 ]; then
  line="apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
  if [ "$install" = no ]; then
    echo "Missing: ${packages[*]}. To install: $line"
  elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing ${packages[*]}"
    # A package starts its server when it is installed; the tests start servers of their own.
    policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ]; then policy=; else printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"; fi
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >/dev/null; then
      echo "Could not install ${packages[*]}" >&2
    fi
    [ -z "$policy" ] || rm -f "$policy"
  else
    echo "Missing: ${packages[*]}. As root: $line" >&2
  fi
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
configuration=Release
if ! dotnet build CacheKit.sln -c "$configuration" -v quiet -nologo -clp:NoSummary; then
  echo "The build failed." >&2
  exit 1
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0 broken=()

# Each test project is a program of its own; what it counts is read from its last lines.
for project in tests/*.Tests/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  echo "== $name"
  log="$results/$name.log"
  dotnet run --project "$project" -c "$configuration" --no-build -- -noColor -noLogo >"$log" 2>&1
  code=$?
  count() { grep -E "Total: [0-9]+, Errors:" "$log" | tail -n 1 | sed -nE "s/.*$1: ([0-9]+).*/\1/p"; }
  total=$(count Total) errors=$(count Errors) f=$(count Failed) s=$(count Skipped)
  f=$((${f:-0} + ${errors:-0})) s=${s:-0}
  if [ "$code" -ne 0 ] || [ "${total:-0}" -eq 0 ]; then
    broken+=("$name (exit $code)")
    cat "$log"
    # A project that could not even count its tests has failed all the same.
    [ "$f" -gt 0 ] || f=1
  else
    tail -n 1 "$log"
  fi
  # Why tests were skipped, each reason once with their number.
  [ "$s" -eq 0 ] || sed -n '/ \[SKIP\]$/{n;s/^ */skipped: /p}' "$log" | sort | uniq -c
  [ "${total:-0}" -eq 0 ] || passed=$((passed + total - ${f} - s))
  failed=$((failed + f)) skipped=$((skipped + s))
done

[ "${#broken[@]}" -eq 0 ] || echo "Failed: ${broken[*]}"
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
