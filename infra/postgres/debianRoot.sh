# shellcheck shell=bash
# The file tree of a Debian trixie with PostgreSQL 17, TimescaleDB (Apache edition) and pgvector, apart from the
# machine's own packages. Sourced by start.sh.

readonly SUITE=trixie
readonly PACKAGES=postgresql-17,postgresql-17-timescaledb,postgresql-17-pgvector

# Makes the tree at the given path unless it is there. It is built beside and renamed, so that what is there is whole.
make_debian_root() {
	local root="$1" partial="$1.partial" log="$1.log" mirror
	[[ -d "$root" ]] && return
	remove_tree "$partial"
	install_debootstrap
	mirror="$(debian_mirror)"
	[[ -n "$mirror" ]] || fail "apt's sources name no Debian mirror that debootstrap can read."
	say "fetching Debian $SUITE with PostgreSQL 17 from $mirror (about 700 MB in $root; a minute)"
	use_proxy_of_apt
	if ! debootstrap --variant=minbase --include="$PACKAGES" "$SUITE" "$partial" "$mirror" >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		fail "debootstrap failed (its log ends above, all of it is in $log)."
	fi
	chmod 1777 "$partial/dev/shm"
	remove_tree "$partial/var/lib/postgresql/17"
	mv -T "$partial" "$root"
}

# An interrupted debootstrap may have left mounts.
remove_tree() {
	local mounted
	for mounted in "$1/proc" "$1/sys"; do
		if mountpoint --quiet "$mounted"; then umount "$mounted"; fi
	done
	rm -rf --one-file-system "$1"
}

install_debootstrap() {
	command -v debootstrap >/dev/null && return
	say "installing debootstrap"
	refresh_apt
	DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 \
		debootstrap debian-archive-keyring ca-certificates >&2
}

refresh_apt() { apt-get update --quiet -o DPkg::Lock::Timeout=300 >&2; }

# The mirror that the machine's apt uses. Apt itself reads its sources, in whichever format, and knows each one's origin
# from the signed Release file; that file is missing until a first update.
debian_mirror() {
	local uri path
	uri="$(first_debian_uri)"
	if [[ -z "$uri" ]]; then
		refresh_apt
		uri="$(first_debian_uri)"
	fi
	# Cloud images name a file that lists mirrors.
	if [[ "$uri" == mirror+file:* ]]; then
		path="${uri#mirror+file:*/}"
		uri="$(awk '/^[a-z]+:/ { print $1; exit }' "/${path%/}")"
	fi
	echo "$uri"
}

# shellcheck disable=SC2016 # the dollar is for apt
first_debian_uri() {
	apt-get indextargets --format '$(REPO_URI)' \
		'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 'Component: main' |
		awk '/^(https?|file|mirror\+file):/ && !seen { seen = 1; print }'
}

# debootstrap does not read apt's configuration.
use_proxy_of_apt() {
	local proxy=
	eval "$(apt-config shell proxy Acquire::http::Proxy)"
	if [[ -n "$proxy" && "$proxy" != DIRECT ]]; then export http_proxy="${http_proxy:-$proxy}"; fi
}
