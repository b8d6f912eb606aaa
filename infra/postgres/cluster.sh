# shellcheck shell=bash
# A cluster: which one, where it lies, whether it runs. Sourced by start.sh and stop.sh.

readonly DB_USER=vagus
readonly DB_PASSWORD=vagus
readonly PG_BIN=/usr/lib/postgresql/17/bin
readonly ORPHAN_PATIENCE_S=10

say() { echo "postgres: $*" >&2; }

fail() {
	say "$*"
	exit 1
}

# Sets CLUSTER, PORT, PORT_VARIABLE, DIR, ROOT (the Debian root), DATA (the data directory) and DATA_INSIDE (the same,
# seen from within the root).
choose_cluster() {
	case "$*" in
	"") CLUSTER=timescaledb PORT_VARIABLE=VAGUS_POSTGRES_PORT PORT="${VAGUS_POSTGRES_PORT:-54317}" ;;
	--plain) CLUSTER=plain PORT_VARIABLE=VAGUS_POSTGRES_PLAIN_PORT PORT="${VAGUS_POSTGRES_PLAIN_PORT:-54318}" ;;
	--faults) CLUSTER=faults PORT_VARIABLE=VAGUS_POSTGRES_FAULTS_PORT PORT="${VAGUS_POSTGRES_FAULTS_PORT:-54319}" ;;
	*) fail "unknown arguments: $*. One of --plain (the cluster without TimescaleDB) and --faults (the one to kill), or none." ;;
	esac
	[[ "$PORT" =~ ^[0-9]{1,5}$ ]] || fail "$PORT_VARIABLE is '$PORT', which is no port number."
	[[ "${VAGUS_POSTGRES_FSYNC:-on}" =~ ^(on|off)$ ]] ||
		fail "VAGUS_POSTGRES_FSYNC is '$VAGUS_POSTGRES_FSYNC': it is 'on' or 'off'."
	DIR="${VAGUS_POSTGRES_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/vagus/postgres}"
	mkdir -p "$DIR" 2>/dev/null || fail "cannot make the directory $DIR. VAGUS_POSTGRES_DIR chooses another."
	DIR="$(cd "$DIR" && pwd -P)"
	ROOT="$DIR/trixie"
	DATA_INSIDE="/var/lib/postgresql/vagus/$CLUSTER"
	DATA="$ROOT$DATA_INSIDE"
}

require_debian_root_user() {
	local distribution
	distribution="$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null || true)"
	[[ "$distribution" == debian ]] ||
		fail "this needs Debian, whose packages it installs; this machine is '${distribution:-unknown}'. Any" \
			"PostgreSQL with pgvector will do instead: give its URL in DATABASE_URL."
	[[ "$(id -u)" == 0 ]] || fail "this needs root, for debootstrap and chroot: run it by sudo."
}

# One start or stop at a time; a second one waits. The kernel frees the lock with the process, however it ends.
lock_clusters() {
	exec 9>"$DIR/lock"
	flock --nonblock 9 || {
		say "waiting for another start or stop to finish"
		flock 9
	}
}

# Runs a program of PostgreSQL within the root, as the root's user postgres (the host may have another of that name),
# with nothing of the caller's environment.
as_postgres() {
	local program="$1"
	shift
	chroot --userspec="$(postgres_uid):$(postgres_gid)" --groups="$(postgres_gid)" "$ROOT" \
		/usr/bin/env -i PATH=/usr/bin:/bin LANG=C.UTF-8 "$PG_BIN/$program" "$@"
}

postgres_uid() { awk -F: '$1 == "postgres" { print $3 }' "$ROOT/etc/passwd"; }
postgres_gid() { awk -F: '$1 == "postgres" { print $4 }' "$ROOT/etc/passwd"; }

# A pid file proves nothing: after SIGKILL its number may belong to any other process. The kernel says whose it is.
cluster_is_running() {
	local pid
	pid="$(sed -n 1p "$DATA/postmaster.pid" 2>/dev/null || true)"
	[[ -n "$pid" ]] && works_in_data_directory "$pid"
}

# Each process of a server has the data directory as its working directory.
works_in_data_directory() { [[ "/proc/$1/cwd" -ef "$DATA" ]]; }

# The fourth line of the pid file is the port that the server really has.
cluster_url() {
	local port
	port="$(sed -n 4p "$DATA/postmaster.pid")"
	[[ "$port" == "$PORT" ]] || say "the cluster $CLUSTER runs on port $port already; stop it to move it to $PORT"
	as_postgres pg_isready --host=127.0.0.1 --port="$port" --timeout=30 >/dev/null ||
		fail "the cluster $CLUSTER runs but does not accept connections on port $port yet."
	echo "postgres://$DB_USER:$DB_PASSWORD@127.0.0.1:$port/postgres"
}

# A killed server leaves children, which end by themselves, and a pid file. The file must not go before the children:
# it is what keeps two servers off one data directory.
clear_leftovers() {
	local tries
	for ((tries = 0; tries < ORPHAN_PATIENCE_S * 10; tries++)); do
		[[ -n "$(orphans)" ]] || break
		sleep 0.1
	done
	local left
	left="$(orphans)"
	[[ -z "$left" ]] || fail "processes of a killed server still hold $DATA: ${left//$'\n'/ }"
	rm -f "$DATA/postmaster.pid"
}

orphans() {
	local process
	for process in /proc/[0-9]*; do
		if works_in_data_directory "${process#/proc/}"; then echo "${process#/proc/}"; fi
	done
}
