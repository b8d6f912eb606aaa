#!/usr/bin/env bash
# Fetches Debian's Prometheus for tests and prints the path of its program, the only line on stdout. See README.md.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=infra/postgres/debianRoot.sh
source "$here/../postgres/debianRoot.sh"

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
	[[ -x "$tree/usr/bin/prometheus" ]] || unpack "$suite" "$tree"
	"$tree/usr/bin/prometheus" --version >/dev/null 2>&1 ||
		fail "Debian $suite's Prometheus does not run here. An older suite's may, such as bookworm's."
	echo "$tree/usr/bin/prometheus"
}

# The tree is made beside and renamed, so that what is there is whole. Apt keeps lists of its own there, so that the
# machine's stay as they are.
unpack() {
	local suite="$1" tree="$2" partial="$2.partial" log="$2.log" mirror
	rm -rf "$partial"
	mkdir -p "$partial"/apt/lists/partial "$partial"/apt/cache/archives/partial "$partial"/tree
	mirror="$(debian_mirror)"
	[[ -n "$mirror" ]] || fail "apt's sources name no Debian mirror."
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" \
		>"$partial/apt/sources.list"
	say "fetching Prometheus of Debian $suite from $mirror (about 20 MB)"
	if ! (cd "$partial" && private_apt update --quiet && private_apt download prometheus) >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		fail "apt failed (its log ends above, all of it is in $log)."
	fi
	dpkg-deb --extract "$partial"/prometheus_*.deb "$partial/tree"
	rm -rf "$tree"
	mv -T "$partial/tree" "$tree"
	rm -rf "$partial"
}

# Run in the directory that has `apt/`.
private_apt() {
	apt-get -o Dir::Etc::SourceList="$PWD/apt/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$PWD/apt/lists" \
		-o Dir::Cache="$PWD/apt/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

main "$@"
