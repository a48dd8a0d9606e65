# Sourced by the other scripts: how they speak, and how they install a Debian package.

say() { printf '%s\n' "$*"; }

# fail WHAT WHY WHAT-TO-DO
fail() {
    printf '\nerror: %s\n  why: %s\n  do:  %s\n' "$1" "$2" "$3" >&2
    exit 1
}

# install_debian PACKAGE...: as root, or through sudo. The services that some packages would start stay
# stopped: Foyer's tests start servers of their own, on free ports.
install_debian() {
    local root=() policy=/usr/sbin/policy-rc.d made_policy="" log status=0
    command -v apt-get >/dev/null ||
        fail "cannot install: $*" "apt-get is not here, so this is no Debian or Ubuntu" \
            "install the same with your system's package manager, then run the command again"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "cannot install: $*" "this needs root, and sudo is not installed" \
                "as root, run: apt-get update && apt-get install -y --no-install-recommends $*"
        root=(sudo)
    fi
    log=$(mktemp)
    if [ ! -e "$policy" ]; then
        made_policy=1
        printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
        "${root[@]}" chmod 755 "$policy"
    fi
    {
        "${root[@]}" apt-get update &&
            "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get install -y --no-install-recommends "$@"
    } >"$log" 2>&1 </dev/null || status=$?
    [ -z "$made_policy" ] || "${root[@]}" rm -f "$policy"
    if [ "$status" -ne 0 ]; then
        tail -n 15 "$log" >&2
        fail "apt-get could not install: $*" "see its last lines above; the whole log is $log" \
            "check the network and the package sources, then run the command again"
    fi
    rm -f "$log"
}
