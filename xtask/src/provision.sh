# Installs the packages named by the arguments, as root. No server starts, now or with the machine, and PostgreSQL creates no cluster.
# Settings that this script writes for the installation are removed at the end.
set -eu
export DEBIAN_FRONTEND=noninteractive

# Read by Debian's PostgreSQL packages when they are installed for the first time.
cluster_settings=/etc/postgresql-common/createcluster.d
no_cluster=$cluster_settings/aegis-events-test-servers.conf
# Asked by every package before it starts a service.
no_start=/usr/sbin/policy-rc.d
ours=
our_folder=

restore() {
    for file in $ours; do
        rm -f "$file"
    done
    # The folder stays if it contains other files by now.
    [ -z "$our_folder" ] || rmdir "$our_folder" || :
}
trap restore EXIT
trap 'exit 1' HUP INT TERM

if [ ! -d "$cluster_settings" ]; then
    mkdir -p "$cluster_settings"
    our_folder=$cluster_settings
fi
if [ ! -e "$no_cluster" ]; then
    ours="$ours $no_cluster"
    echo "create_main_cluster = false" >"$no_cluster"
fi
if [ ! -e "$no_start" ]; then
    ours="$ours $no_start"
    printf '#!/bin/sh\nexit 101\n' >"$no_start"
    chmod 755 "$no_start"
fi

apt-get update
apt-get install --yes --no-install-recommends "$@"

# The package nats-server lets systemd start the server with the machine.
for package in "$@"; do
    if [ "$package" = nats-server ] && command -v systemctl >/dev/null; then
        systemctl disable nats-server.service
    fi
done
