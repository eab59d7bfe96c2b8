#!/usr/bin/env bash
# Goal: the Debian package installs, its program runs, everything a user expects is beside it, and
# it leaves nothing when it is removed.
# Method: pack the build folder given, install the .deb with dpkg into a temporary root with a
# package database of its own (no rights needed), look, run, remove. Whether this Debian can meet
# its dependencies is apt's to say, in a simulation.
#   package_test.sh SOURCE_FOLDER BUILD_FOLDER VERSION
set -euo pipefail
source=$1 build=$2 version=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "package_test: $*" >&2
    exit 1
}

cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work" >"$work/log" 2>&1 ||
    fail "cpack failed: $(cat "$work/log")"
deb=$(echo "$work"/kura_"$version"-*.deb)
[[ -f $deb ]] || fail "no package in $work"

apt-get --simulate install "$deb" >"$work/log" 2>&1 || fail "apt refuses it: $(cat "$work/log")"

# The libraries it depends on are those of the machine, not of the root: hence force-depends.
mkdir -p "$work"/root/var/lib/dpkg/{info,updates,triggers}
touch "$work/root/var/lib/dpkg/status"
dpkg_in_root() {
    PATH=$PATH:/usr/sbin:/sbin dpkg --root="$work/root" --log=/dev/null --force-not-root \
        --force-depends --force-script-chrootless "$@" >"$work/log" 2>&1 ||
        fail "dpkg $1 failed: $(cat "$work/log")"
}
dpkg_in_root --install "$deb"
grep -q '^Status: install ok installed$' "$work/root/var/lib/dpkg/status" || fail "not installed"

# Everything lies below /usr, readable by all.
outside=$(dpkg-deb --fsys-tarfile "$deb" | tar -t | grep -vE '^\./(usr/.*)?$' || true)
[[ -z $outside ]] || fail "files outside /usr: $outside"
unreadable=$(find "$work/root/usr" ! -perm -o=r)
[[ -z $unreadable ]] || fail "not readable by all: $unreadable"

# Its libraries are stated, by what dpkg-shlibdeps found in the program.
[[ $(dpkg-deb -f "$deb" Depends) == *"libc6 (>="* ]] || fail "no library in Depends"

share=$work/root/usr/share
for file in doc/kura/copyright doc/kura/changelog.Debian.gz; do
    [[ -s $share/$file ]] || fail "no /usr/share/$file"
done
if [[ -e $source/tools/packaging/kura.1 ]]; then
    gzip -dc "$share/man/man1/kura.1.gz" | grep -q '^\.TH' || fail "no manual page"
fi
for set in "$source"/puzzles/sets/*.sok; do
    [[ -e $set ]] || continue
    cmp "$set" "$share/kura/sets/${set##*/}" || fail "set ${set##*/} differs or is missing"
done

unit=$work/root/usr/lib/systemd/system/kura-node.service
grep -q '^ExecStart=/usr/bin/kura node' "$unit" || fail "no systemd unit"

program=$work/root/usr/bin/kura
[[ $("$program" --version) == "kura $version"* ]] || fail "wrong answer to --version"
"$program" completions bash >"$work/completion" || fail "no completion from the program"
cmp "$work/completion" "$share/bash-completion/completions/kura" || fail "no completion"
bash -n "$work/completion" || fail "the completion is not bash"

# The installed program finds the installed sets by name, from anywhere.
out=$(cd "$work" && env -u XDG_DATA_HOME HOME="$work" "$program" solve starter:1-3) ||
    fail "it doesn't solve: $out"
[[ $out == *"solved 3 of 3"* ]] || fail "it doesn't solve: $out"

dpkg_in_root --purge kura
left=$(find "$work/root" -path "$work/root/var" -prune -o ! -type d -print)
[[ -z $left ]] || fail "left behind: $left"
