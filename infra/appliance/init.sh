#!/usr/bin/env bash
# Makes env/ and cloudflared.yaml from the examples, with secrets of chance. What is there already stays. See README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077

main() {
	mkdir -p env
	local example
	for example in env.example/*.env; do
		make "$example" "env/${example##*/}"
	done
	make cloudflared.example.yaml cloudflared.yaml
	# Read by cloudflared's own user, and without a secret.
	chmod 644 cloudflared.yaml
}

make() {
	local from=$1 to=$2 line
	if [[ -e $to ]]; then
		echo "$to is there already"
		return
	fi
	while IFS= read -r line; do
		line=${line//@SIGNING_KEY@/box-$(date +%Y%m%d):$(secret)}
		printf '%s\n' "${line//@SECRET@/$(secret)}"
	done <"$from" >"$to.new"
	mv "$to.new" "$to"
	echo "$to is new"
}

# 32 bytes in base64url.
secret() {
	head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'
}

main
