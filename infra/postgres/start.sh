#!/usr/bin/env bash
# Starts a real PostgreSQL 17 for tests and prints its URL, the only line on stdout. See README.md.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=infra/postgres/cluster.sh
source "$here/cluster.sh"
# shellcheck source=infra/postgres/debianRoot.sh
source "$here/debianRoot.sh"

readonly START_TIMEOUT_S=120

main() {
	require_debian_root_user
	choose_cluster "$@"
	lock_clusters
	if ! cluster_is_running; then
		make_debian_root "$ROOT"
		[[ -f "$DATA/.complete" ]] || make_cluster
		write_settings
		start_server
	fi
	cluster_url
}

# The superuser has a password because Hyperdrive takes no local connection string without one.
make_cluster() {
	say "making the cluster $CLUSTER"
	rm -rf --one-file-system "$DATA"
	install -d -m 700 -o "$(postgres_uid)" -g "$(postgres_gid)" "$DATA"
	local password_file="$ROOT/tmp/password.$CLUSTER"
	install -m 600 -o "$(postgres_uid)" /dev/stdin "$password_file" <<<"$DB_PASSWORD"
	as_postgres initdb --pgdata="$DATA_INSIDE" --username="$DB_USER" --pwfile="/tmp/password.$CLUSTER" \
		--auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions >/dev/null
	rm -f "$password_file"
	echo "include_if_exists = 'vagus.conf'" >>"$DATA/postgresql.conf"
	touch "$DATA/.complete"
}

# The log is a ring of 24 hourly files, without the errors that clients provoke and see themselves and without the text of
# statements, so it cannot grow for ever. No Unix socket: nothing but the port, and no lock file of a socket to go stale.
write_settings() {
	cat >"$DATA/vagus.conf" <<-CONF
		listen_addresses = '127.0.0.1'
		port = $PORT
		unix_socket_directories = ''
		max_connections = 200
		shared_buffers = 256MB
		fsync = ${VAGUS_POSTGRES_FSYNC:-on}

		logging_collector = on
		log_filename = 'postgresql-%H.log'
		log_rotation_age = 1h
		log_rotation_size = 0
		log_truncate_on_rotation = on
		log_min_messages = log
		log_min_error_statement = panic
		log_checkpoints = off
	CONF
	if [[ "$CLUSTER" != plain ]]; then
		# The Apache edition has no jobs but telemetry. Without its scheduler nothing connects to a database by itself,
		# so that a template database can be cloned at any moment.
		cat >>"$DATA/vagus.conf" <<-CONF
			shared_preload_libraries = 'timescaledb'
			timescaledb.telemetry_level = off
			timescaledb.max_background_workers = 0
		CONF
	fi
}

start_server() {
	clear_leftovers
	rm -rf "$DATA/log" "$DATA/startup.log"
	say "starting the cluster $CLUSTER on port $PORT"
	# The server must hold neither our lock nor our stdout.
	if ! as_postgres pg_ctl start --pgdata="$DATA_INSIDE" --log="$DATA_INSIDE/startup.log" \
		--wait --timeout="$START_TIMEOUT_S" --silent </dev/null >/dev/null 9>&-; then
		tail -n 20 "$DATA/startup.log" "$DATA"/log/*.log >&2 || true
		fail "the server did not start (its log is above). Is port $PORT taken? $PORT_VARIABLE chooses another."
	fi
}

main "$@"
