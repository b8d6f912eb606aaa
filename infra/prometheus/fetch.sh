#!/usr/bin/env bash
# Fetches Debian's Prometheus for tests and prints the path of its program, the only line on stdout. See README.md.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=infra/postgres/debianRoot.sh
source "$here/../postgres/debianRoot.sh"
# shellcheck source=infra/debian/packageTree.sh
source "$here/../debian/packageTree.sh"

say() { echo "prometheus: $*" >&2; }

fail() {
	say "$*"
	exit 1
}

main() {
	local suite="${1:-forky}"
	[[ $# -le 1 && "$suite" =~ ^[a-z-]+$ ]] ||
		fail "unknown arguments: $*. The only argument is a Debian suite: bookworm, trixie, forky."
	command -v apt-get dpkg-deb >/dev/null || fail "this needs Debian's apt-get and dpkg-deb, but no root."
	DIR="${VAGUS_PROMETHEUS_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/vagus/prometheus}"
	mkdir -p "$DIR" 2>/dev/null || fail "cannot make the directory $DIR. VAGUS_PROMETHEUS_DIR chooses another."
	exec 9>"$DIR/lock"
	flock 9
	local tree="$DIR/$suite"
	[[ -x "$tree/usr/bin/prometheus" ]] || make_package_tree "$suite" "$tree" prometheus
	"$tree/usr/bin/prometheus" --version >/dev/null 2>&1 ||
		fail "Debian $suite's Prometheus does not run here. An older suite's may, such as bookworm's."
	echo "$tree/usr/bin/prometheus"
}

main "$@"
