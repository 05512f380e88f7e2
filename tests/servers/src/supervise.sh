# Makes a server's folders; ends the server and removes them as soon as the process that started it is gone.
#
# $1 is the folder for the server's log and process id, $2 the one for its data if that is not to be inside the first. Standard input
# is a pipe whose other end only the test's process holds; it closes when that process ends, even by kill -9. Nothing else ends this
# shell.

run=$1
data=${2:-$1/data}

# Runs a command until it succeeds, for half a minute.
patiently() {
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

# Made here and not by the test's process: there is no moment at which a folder exists that nobody will remove.
mkdir -m 700 "$run" 2>&1 || exit
mkdir -m 700 "$data" 2>&1 || { rmdir "$run"; exit; }
mkdir -m 700 "$run/running"
echo made
exec >/dev/null

while read -r _; do :; done

# Whatever works on the data, initdb or the server, has first written its process id into the folder `running`, and has started only
# if it could. Once that folder has another name, either the id stands there or nothing will start.
mv "$run/running" "$run/ending"

# Both end in good order by this signal. And both must have ended before their files go: else they crash and leave shared memory.
if [ -s "$run/ending/process_id" ]; then
    read -r process <"$run/ending/process_id"
    kill -QUIT "$process"
    patiently is_gone "$process" || kill -KILL "$process"
fi

# A server that was killed leaves its process id behind, and with it, in line 7, the shared memory by which a second server on the same
# data would notice the first.
if [ -s "$data/postmaster.pid" ]; then
    shared_memory=$(sed -n '7s/.* //p' "$data/postmaster.pid")
    [ -z "$shared_memory" ] || ipcrm -m "$shared_memory"
fi

# The last processes of a killed server may write into a folder while it is being removed.
patiently rm -rf "$run" "$data"
