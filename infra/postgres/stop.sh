#!/usr/bin/env bash
# Stops what start.sh, given the same option, started. The data stays.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=infra/postgres/cluster.sh
source "$here/cluster.sh"

main() {
	require_debian_root_user
	choose_cluster "$@"
	lock_clusters
	if ! cluster_is_running; then
		say "the cluster $CLUSTER is not running"
		return
	fi
	say "stopping the cluster $CLUSTER"
	as_postgres pg_ctl stop --pgdata="$DATA_INSIDE" --mode=fast --wait --silent >&2
}

main "$@"
