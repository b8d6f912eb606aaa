# shellcheck shell=bash
# Debian packages in a directory of their own, without root: the machine's packages, lists and sources stay as they are.
# Sourced after infra/postgres/debianRoot.sh, by scripts that have `say` and `fail`.

# Unpacks packages of a suite, with all that they depend on where the fourth argument is `whole`, into the given tree. It
# is made beside and renamed, so that what is there is whole.
make_package_tree() {
	local suite="$1" tree="$2" packages="$3" closure="${4:-}" partial="$2.partial" log="$2.log" mirror
	rm -rf "$partial"
	mkdir -p "$partial"/apt/lists/partial "$partial"/apt/cache/archives/partial "$partial"/tree
	mirror="$(debian_mirror)"
	[[ -n "$mirror" ]] || fail "apt's sources name no Debian mirror."
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$partial/apt/sources.list"
	say "fetching $packages of Debian $suite from $mirror"
	# shellcheck disable=SC2086 # a list of packages
	if ! { private_apt "$partial" update --quiet && fetch_packages "$partial" "$closure" $packages; } >"$log" 2>&1 </dev/null; then
		tail -n 20 "$log" >&2
		fail "apt failed (its log ends above, all of it is in $log)."
	fi
	local package
	for package in "$partial"/apt/cache/archives/*.deb; do dpkg-deb --extract "$package" "$partial/tree"; done
	rm -rf "$tree"
	mv -T "$partial/tree" "$tree"
	rm -rf "$partial"
}

# The packages alone, or all that a machine without any would need.
fetch_packages() {
	local root="$1" closure="$2"
	shift 2
	if [[ "$closure" == whole ]]; then
		private_apt "$root" --yes --no-install-recommends --download-only install "$@"
	else
		(cd "$root/apt/cache/archives" && private_apt "$root" download "$@")
	fi
}

# Apt with lists, sources and a cache of its own, for a machine that has no package.
private_apt() {
	local root="$1"
	shift
	apt-get -o Dir::Etc::SourceList="$root/apt/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$root/apt/lists" \
		-o Dir::State::status=/dev/null -o Dir::Cache="$root/apt/cache" -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
		-o Acquire::Languages=none "$@"
}
