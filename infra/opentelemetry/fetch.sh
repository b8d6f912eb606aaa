#!/usr/bin/env bash
# Fetches Debian's Python with OpenTelemetry's SDK for tests and prints the path of its interpreter, the only line on
# stdout. See README.md.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=infra/postgres/debianRoot.sh
source "$here/../postgres/debianRoot.sh"
# shellcheck source=infra/debian/packageTree.sh
source "$here/../debian/packageTree.sh"

readonly OTEL_SUITE=forky
readonly OTEL_PACKAGES="python3 python3-opentelemetry-sdk python3-opentelemetry-exporter-otlp-proto-http"

say() { echo "opentelemetry: $*" >&2; }

fail() {
	say "$*"
	exit 1
}

main() {
	[[ $# -eq 0 ]] || fail "unknown arguments: $*. There are none."
	command -v apt-get dpkg-deb >/dev/null || fail "this needs Debian's apt-get and dpkg-deb, but no root."
	DIR="${VAGUS_OPENTELEMETRY_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/vagus/opentelemetry}"
	mkdir -p "$DIR" 2>/dev/null || fail "cannot make the directory $DIR. VAGUS_OPENTELEMETRY_DIR chooses another."
	exec 9>"$DIR/lock"
	flock 9
	local tree="$DIR/$OTEL_SUITE"
	[[ -d "$tree" ]] || make_package_tree "$OTEL_SUITE" "$tree" "$OTEL_PACKAGES" whole
	write_interpreter "$tree" "$DIR/python"
	"$DIR/python" -c 'import opentelemetry.sdk, opentelemetry.exporter.otlp.proto.http' 2>"$tree.log" ||
		fail "Debian $OTEL_SUITE's Python does not run here: $(tail -n 1 "$tree.log")"
	echo "$DIR/python"
}

# The tree's program runs with the tree's own C library, whatever the machine has.
write_interpreter() {
	local tree="$1" path="$2" loader libraries program
	loader="$(find "$tree/usr/lib" -name 'ld-linux*.so.*' | head -n 1)"
	libraries="$(dirname "$loader")"
	program="$(find "$tree/usr/bin" -regex '.*/python3\.[0-9]+' | head -n 1)"
	[[ -n "$loader" && -n "$program" ]] || fail "$tree holds no Python. Remove it to fetch it anew."
	cat >"$path" <<-END
		#!/bin/sh
		export PYTHONHOME="$tree/usr"
		exec "$loader" --library-path "$libraries" "$program" "\$@"
	END
	chmod +x "$path"
}

main "$@"
