# Creates a server's folders; ends the server and removes them when the test's process has ended.
#
# $1 is the folder for the server's log and process id, $2 that for its data if it is outside the first. Standard input is a pipe that only
# the test's process holds; it closes when that process ends, even by kill -9. Nothing else ends this shell.

run=$1
data=${2:-$1/data}

# Runs a command until it succeeds, for half a minute.
retry() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || return 1
        sleep 0.1
    done
}

is_gone() {
    ! kill -0 "$1"
}

trap '' HUP INT TERM PIPE
cd /

# Created here and not by the test's process, so that every folder is removed.
mkdir -m 700 "$run" 2>&1 || exit
mkdir -m 700 "$data" 2>&1 || { rmdir "$run"; exit; }
mkdir -m 700 "$run/running"
echo made
exec >/dev/null

while read -r _; do :; done

# A process that works on the data (initdb or the server) first writes its id into the folder `running`, and starts only if that succeeds.
# After the folder is renamed, either the id is in it or no process will start.
mv "$run/running" "$run/ending"

# Both shut down on this signal. Both must have ended before their files are removed: else they crash and leave shared memory.
if [ -s "$run/ending/process_id" ]; then
    read -r process <"$run/ending/process_id"
    kill -QUIT "$process"
    retry is_gone "$process" || kill -KILL "$process"
fi

# A killed server leaves this file. Its line 7 names the shared memory that keeps a second server from using the same data.
if [ -s "$data/postmaster.pid" ]; then
    shared_memory=$(sed -n '7s/.* //p' "$data/postmaster.pid")
    [ -z "$shared_memory" ] || ipcrm -m "$shared_memory"
fi

# The last processes of a killed server may write into a folder during its removal.
retry rm -rf "$run" "$data"
